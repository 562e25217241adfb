package dev.statefun.sdk.java.message;

import dev.statefun.sdk.java.Address;
import dev.statefun.sdk.java.TypeName;
import dev.statefun.sdk.java.internal.TypedValue;
import dev.statefun.sdk.java.types.Type;
import dev.statefun.sdk.java.types.Types;
import java.util.Objects;

/**
 * Builds a {@link Message}. What is set last counts.
 *
 * <pre>{@code
 * context.send(MessageBuilder.forAddress(GREETER, "Bob").withValue(visits).build());
 * }</pre>
 */
public final class MessageBuilder {
  private Address targetAddress;
  private TypedValue value;

  public static MessageBuilder forAddress(TypeName functionType, String id) {
    return forAddress(new Address(functionType, id));
  }

  public static MessageBuilder forAddress(Address address) {
    return new MessageBuilder(address, null);
  }

  /** Begins with the target and the value of a message, for example to pass it on. */
  public static MessageBuilder fromMessage(Message message) {
    return new MessageBuilder(message.targetAddress(), MessageWrapper.typedValueOf(message));
  }

  private MessageBuilder(Address targetAddress, TypedValue value) {
    this.targetAddress = Objects.requireNonNull(targetAddress, "targetAddress");
    this.value = value;
  }

  public MessageBuilder withValue(long value) {
    return withCustomType(Types.longType(), value);
  }

  public MessageBuilder withValue(int value) {
    return withCustomType(Types.integerType(), value);
  }

  public MessageBuilder withValue(boolean value) {
    return withCustomType(Types.booleanType(), value);
  }

  /** Throws IllegalArgumentException when there is a lone surrogate in it, which has no UTF-8 form. */
  public MessageBuilder withValue(String value) {
    return withCustomType(Types.stringType(), value);
  }

  public MessageBuilder withValue(float value) {
    return withCustomType(Types.floatType(), value);
  }

  public MessageBuilder withValue(double value) {
    return withCustomType(Types.doubleType(), value);
  }

  public MessageBuilder withTargetAddress(Address targetAddress) {
    this.targetAddress = Objects.requireNonNull(targetAddress, "targetAddress");
    return this;
  }

  public MessageBuilder withTargetAddress(TypeName functionType, String id) {
    return withTargetAddress(new Address(functionType, id));
  }

  /** A value of any type, encoded at once. */
  public <T> MessageBuilder withCustomType(Type<T> type, T value) {
    Objects.requireNonNull(value, "value");
    this.value = TypedValue.of(type.typeName(), type.typeSerializer().serialize(value));
    return this;
  }

  /** The message. Throws IllegalStateException when it has no value. */
  public Message build() {
    if (value == null) {
      throw new IllegalStateException(
          "The message to " + targetAddress + " has no value: call withValue(...) or withCustomType(...).");
    }
    return new MessageWrapper(targetAddress, value);
  }
}
