package dev.statefun.sdk.java.message;

import dev.statefun.sdk.java.Address;
import dev.statefun.sdk.java.TypeName;
import dev.statefun.sdk.java.annotations.Internal;
import dev.statefun.sdk.java.internal.TypedValue;
import dev.statefun.sdk.java.slice.Slice;
import dev.statefun.sdk.java.types.Type;
import dev.statefun.sdk.java.types.Types;
import java.util.Objects;

/** The message that this SDK makes. Immutable; equal when target and value are. */
@Internal
@SuppressWarnings("exports")
public final class MessageWrapper implements Message {
  private final Address targetAddress;
  private final TypedValue typedValue;

  public MessageWrapper(Address targetAddress, TypedValue typedValue) {
    this.targetAddress = Objects.requireNonNull(targetAddress, "targetAddress");
    this.typedValue = Objects.requireNonNull(typedValue, "typedValue");
  }

  /** The value of any message, as it is on the wire. */
  public static TypedValue typedValueOf(Message message) {
    return message instanceof MessageWrapper own
        ? own.typedValue
        : TypedValue.of(message.valueTypeName(), message.rawValue());
  }

  @Override
  public Address targetAddress() {
    return targetAddress;
  }

  @Override
  public boolean isLong() {
    return is(Types.longType());
  }

  @Override
  public long asLong() {
    return as(Types.longType());
  }

  @Override
  public boolean isUtf8String() {
    return is(Types.stringType());
  }

  @Override
  public String asUtf8String() {
    return as(Types.stringType());
  }

  @Override
  public boolean isInt() {
    return is(Types.integerType());
  }

  @Override
  public int asInt() {
    return as(Types.integerType());
  }

  @Override
  public boolean isBoolean() {
    return is(Types.booleanType());
  }

  @Override
  public boolean asBoolean() {
    return as(Types.booleanType());
  }

  @Override
  public boolean isFloat() {
    return is(Types.floatType());
  }

  @Override
  public float asFloat() {
    return as(Types.floatType());
  }

  @Override
  public boolean isDouble() {
    return is(Types.doubleType());
  }

  @Override
  public double asDouble() {
    return as(Types.doubleType());
  }

  @Override
  public <T> boolean is(Type<T> type) {
    return typedValue.isOf(type.typeName());
  }

  @Override
  public <T> T as(Type<T> type) {
    return type.typeSerializer().deserialize(typedValue.value());
  }

  @Override
  public TypeName valueTypeName() {
    return TypeName.typeNameFromString(typedValue.typename());
  }

  @Override
  public Slice rawValue() {
    return typedValue.value();
  }

  public TypedValue typedValue() {
    return typedValue;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof MessageWrapper that
        && targetAddress.equals(that.targetAddress)
        && typedValue.equals(that.typedValue);
  }

  @Override
  public int hashCode() {
    return 31 * targetAddress.hashCode() + typedValue.hashCode();
  }

  @Override
  public String toString() {
    return "Message(" + targetAddress + ", " + typedValue + ")";
  }
}
