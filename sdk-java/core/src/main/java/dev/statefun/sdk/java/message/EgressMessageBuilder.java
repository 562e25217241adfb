package dev.statefun.sdk.java.message;

import dev.statefun.sdk.java.TypeName;
import dev.statefun.sdk.java.internal.TypedValue;
import dev.statefun.sdk.java.types.Type;
import dev.statefun.sdk.java.types.Types;
import java.util.Objects;

/** Builds an {@link EgressMessage} for an egress that takes values of a type. What is set last counts. */
public final class EgressMessageBuilder {
  private final TypeName egress;
  private TypedValue value;

  public static EgressMessageBuilder forEgress(TypeName egress) {
    return new EgressMessageBuilder(egress);
  }

  private EgressMessageBuilder(TypeName egress) {
    this.egress = Objects.requireNonNull(egress, "egress");
  }

  public EgressMessageBuilder withValue(long value) {
    return withCustomType(Types.longType(), value);
  }

  public EgressMessageBuilder withValue(int value) {
    return withCustomType(Types.integerType(), value);
  }

  public EgressMessageBuilder withValue(boolean value) {
    return withCustomType(Types.booleanType(), value);
  }

  /** Throws IllegalArgumentException when there is a lone surrogate in it, which has no UTF-8 form. */
  public EgressMessageBuilder withValue(String value) {
    return withCustomType(Types.stringType(), value);
  }

  public EgressMessageBuilder withValue(float value) {
    return withCustomType(Types.floatType(), value);
  }

  public EgressMessageBuilder withValue(double value) {
    return withCustomType(Types.doubleType(), value);
  }

  /** A value of any type, encoded at once. */
  public <T> EgressMessageBuilder withCustomType(Type<T> type, T value) {
    Objects.requireNonNull(value, "value");
    this.value = TypedValue.of(type.typeName(), type.typeSerializer().serialize(value));
    return this;
  }

  /** The record. Throws IllegalStateException when it has no value. */
  public EgressMessage build() {
    if (value == null) {
      throw new IllegalStateException(
          "The record for the egress " + egress.asTypeNameString()
              + " has no value: call withValue(...) or withCustomType(...).");
    }
    return new EgressMessageWrapper(egress, value);
  }
}
