package dev.statefun.sdk.java;

import java.util.Objects;

/** Where messages go: one instance of a function type, told from the others by its id. Immutable. */
public final class Address {
  private final TypeName type;
  private final String id;

  public Address(TypeName type, String id) {
    this.type = Objects.requireNonNull(type, "type");
    this.id = Objects.requireNonNull(id, "id");
  }

  public TypeName type() {
    return type;
  }

  public String id() {
    return id;
  }

  @Override
  public boolean equals(Object other) {
    return this == other || other instanceof Address that && id.equals(that.id) && type.equals(that.type);
  }

  @Override
  public int hashCode() {
    return 31 * type.hashCode() + id.hashCode();
  }

  @Override
  public String toString() {
    return "Address(" + type.namespace() + ", " + type.name() + ", " + id + ")";
  }
}
