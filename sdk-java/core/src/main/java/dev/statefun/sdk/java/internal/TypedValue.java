package dev.statefun.sdk.java.internal;

import dev.statefun.sdk.java.ApiExtension;
import dev.statefun.sdk.java.TypeName;
import dev.statefun.sdk.java.slice.Slice;
import java.util.Objects;

/** A value on the wire: the name of its type, and its bytes. */
public final class TypedValue {
  private static final int TYPENAME = 1;
  private static final int HAS_VALUE = 2;
  private static final int VALUE = 3;

  private final ByteArraySlice typename;
  private final boolean hasValue;
  private final Slice value;

  private TypedValue(ByteArraySlice typename, boolean hasValue, Slice value) {
    this.typename = typename;
    this.hasValue = hasValue;
    this.value = value;
  }

  /** A value that is there. Throws NullPointerException when a serializer gave none. */
  public static TypedValue of(TypeName type, Slice value) {
    Objects.requireNonNull(value, "the serialized value");
    return new TypedValue((ByteArraySlice) ApiExtension.typeNameByteString(type), true, value);
  }

  static TypedValue read(WireReader reader) {
    ByteArraySlice typename = ByteArraySlice.EMPTY;
    Slice value = ByteArraySlice.EMPTY;
    boolean hasValue = false;
    int outer = reader.enter();
    while (reader.hasMore()) {
      int tag = reader.tag();
      switch (tag) {
        case TYPENAME << 3 | WireReader.BYTES -> typename = reader.utf8();
        case HAS_VALUE << 3 | WireReader.VARINT -> hasValue = reader.bool();
        case VALUE << 3 | WireReader.BYTES -> value = reader.bytes();
        default -> reader.skip(tag);
      }
    }
    reader.exit(outer);
    return new TypedValue(typename, hasValue, value);
  }

  /** False says that there is none: the value's bytes, which may be none for a default, then mean nothing. */
  public boolean hasValue() {
    return hasValue;
  }

  public boolean isOf(TypeName type) {
    return typename.sameBytes((ByteArraySlice) ApiExtension.typeNameByteString(type));
  }

  /** The name of the type as it came. */
  public String typename() {
    return Utf8.decode(typename.array, typename.offset, typename.length);
  }

  public Slice value() {
    return value;
  }

  private ByteArraySlice bytes() {
    return ByteArraySlice.of(value);
  }

  int size() {
    return WireWriter.sizeOfBytes(typename.length) + (hasValue ? 2 : 0) + WireWriter.sizeOfBytes(value.readableBytes());
  }

  void write(WireWriter writer) {
    writer.bytes(TYPENAME, typename).bool(HAS_VALUE, hasValue).bytes(VALUE, value);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TypedValue that
        && hasValue == that.hasValue
        && typename.sameBytes(that.typename)
        && bytes().sameBytes(that.bytes());
  }

  @Override
  public int hashCode() {
    return 31 * typename.hashCode() + bytes().hashCode();
  }

  @Override
  public String toString() {
    return typename() + (hasValue ? ", " + bytes() : ", no value");
  }
}
