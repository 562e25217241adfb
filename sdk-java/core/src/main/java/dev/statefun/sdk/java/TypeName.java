package dev.statefun.sdk.java;

import dev.statefun.sdk.java.internal.ByteArraySlice;
import dev.statefun.sdk.java.internal.Utf8;
import dev.statefun.sdk.java.internal.WireWriter;
import java.io.Serializable;
import java.util.Objects;

/**
 * The name of a function type, of an egress or of a type of values: a namespace and a name, written {@code
 * namespace/name}. Immutable; equal names are equal.
 */
public final class TypeName implements Serializable {
  private static final long serialVersionUID = 1;
  private static final char SEPARATOR = '/';

  private final String namespace;
  private final String name;
  private final String text;

  // Both are made when they are first needed: names that only come in never need them.
  private transient ByteArraySlice utf8;
  private transient byte[] addressPrefix;

  /**
   * The name of these parts. A slash at the end of the namespace is dropped.
   *
   * @throws IllegalArgumentException when a part is empty
   */
  public static TypeName typeNameOf(String namespace, String name) {
    Objects.requireNonNull(namespace, "namespace");
    Objects.requireNonNull(name, "name");
    String trimmed = withoutSeparator(namespace);
    if (trimmed.isEmpty() || name.isEmpty()) {
      String part = trimmed.isEmpty() ? "namespace" : "name";
      throw new IllegalArgumentException(
          "The " + part + " of the type name '" + namespace + SEPARATOR + name + "' is empty; both parts are needed.");
    }
    return new TypeName(trimmed, name);
  }

  /**
   * The name that is written {@code namespace/name}. Of several slashes the last one is the separator.
   *
   * @throws IllegalArgumentException when it has no slash, or a part is empty
   */
  public static TypeName typeNameFromString(String typeNameString) {
    Objects.requireNonNull(typeNameString, "typeNameString");
    int separator = typeNameString.lastIndexOf(SEPARATOR);
    if (separator <= 0 || separator == typeNameString.length() - 1) {
      throw new IllegalArgumentException("'" + typeNameString + "' is no type name: write <namespace>/<name>.");
    }
    return typeNameOf(typeNameString.substring(0, separator), typeNameString.substring(separator + 1));
  }

  private static String withoutSeparator(String namespace) {
    int last = namespace.length() - 1;
    return last >= 0 && namespace.charAt(last) == SEPARATOR ? namespace.substring(0, last) : namespace;
  }

  private TypeName(String namespace, String name) {
    this.namespace = namespace;
    this.name = name;
    this.text = namespace + SEPARATOR + name;
  }

  public String namespace() {
    return namespace;
  }

  public String name() {
    return name;
  }

  /** The form {@code namespace/name}. */
  public String asTypeNameString() {
    return text;
  }

  /** {@link #asTypeNameString} as UTF-8. Throws IllegalArgumentException when there is no such form. */
  ByteArraySlice utf8() {
    ByteArraySlice made = utf8;
    if (made == null) utf8 = made = new ByteArraySlice(Utf8.encode(text, "The type name"));
    return made;
  }

  /** The fields of a protocol's address, and of an egress message, that say the type. */
  byte[] addressPrefix() {
    byte[] made = addressPrefix;
    if (made == null) addressPrefix = made = encodeAddressPrefix();
    return made;
  }

  private byte[] encodeAddressPrefix() {
    byte[] first = Utf8.encode(namespace, "The namespace of a type name");
    byte[] second = Utf8.encode(name, "The name of a type name");
    int size = WireWriter.sizeOfBytes(first.length) + WireWriter.sizeOfBytes(second.length);
    return new WireWriter(size).bytes(1, first).bytes(2, second).finish();
  }

  @Override
  public boolean equals(Object other) {
    return this == other
        || other instanceof TypeName that && namespace.equals(that.namespace) && name.equals(that.name);
  }

  @Override
  public int hashCode() {
    return 31 * namespace.hashCode() + name.hashCode();
  }

  @Override
  public String toString() {
    return "TypeName(" + namespace + ", " + name + ")";
  }
}
