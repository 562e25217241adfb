package dev.statefun.sdk.java;

import dev.statefun.sdk.java.annotations.Internal;
import dev.statefun.sdk.java.slice.Slice;

/** What the other packages of this SDK see of this one's classes, and nobody else should need. */
@Internal
public final class ApiExtension {
  public ApiExtension() {}

  /** {@code namespace/name} as UTF-8. */
  public static Slice typeNameByteString(TypeName typeName) {
    return typeName.utf8();
  }

  /** The name of a state as UTF-8. */
  public static Slice stateNameByteString(ValueSpec<?> valueSpec) {
    return valueSpec.utf8Name();
  }

  /** The encoded fields of an address that say the type; not a copy. */
  public static byte[] addressPrefix(TypeName typeName) {
    return typeName.addressPrefix();
  }
}
