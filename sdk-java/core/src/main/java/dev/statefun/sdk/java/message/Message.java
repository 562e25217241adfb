package dev.statefun.sdk.java.message;

import dev.statefun.sdk.java.Address;
import dev.statefun.sdk.java.TypeName;
import dev.statefun.sdk.java.slice.Slice;
import dev.statefun.sdk.java.types.Type;

/**
 * A message to a function: a value of some type. Each {@code is...} says whether the value is of a type; each {@code
 * as...} decodes it as one, and throws IllegalStateException when its bytes are of another.
 */
public interface Message {
  /** Whom it is for. */
  Address targetAddress();

  boolean isLong();

  long asLong();

  boolean isUtf8String();

  String asUtf8String();

  boolean isInt();

  int asInt();

  boolean isBoolean();

  boolean asBoolean();

  boolean isFloat();

  float asFloat();

  boolean isDouble();

  double asDouble();

  <T> boolean is(Type<T> type);

  /** The value, decoded by the type's serializer; that may throw what it likes. */
  <T> T as(Type<T> type);

  /** The name of the value's type. Throws IllegalArgumentException when it has not the form of one. */
  TypeName valueTypeName();

  /** The bytes of the value: a view, so copy what outlives the request. */
  Slice rawValue();
}
