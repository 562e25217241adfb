package dev.statefun.sdk.java.message;

import dev.statefun.sdk.java.TypeName;
import dev.statefun.sdk.java.annotations.Internal;
import dev.statefun.sdk.java.internal.TypedValue;
import dev.statefun.sdk.java.slice.Slice;
import java.util.Objects;

/** The egress record that this SDK makes. Immutable; equal when egress and value are. */
@Internal
@SuppressWarnings("exports")
public final class EgressMessageWrapper implements EgressMessage {
  private final TypeName targetEgressId;
  private final TypedValue typedValue;

  public EgressMessageWrapper(TypeName targetEgressId, TypedValue typedValue) {
    this.targetEgressId = Objects.requireNonNull(targetEgressId, "targetEgressId");
    this.typedValue = Objects.requireNonNull(typedValue, "typedValue");
  }

  /** The value of any record, as it is on the wire. */
  public static TypedValue typedValueOf(EgressMessage message) {
    return message instanceof EgressMessageWrapper own
        ? own.typedValue
        : TypedValue.of(message.egressMessageValueType(), message.egressMessageValueBytes());
  }

  @Override
  public TypeName targetEgressId() {
    return targetEgressId;
  }

  @Override
  public TypeName egressMessageValueType() {
    return TypeName.typeNameFromString(typedValue.typename());
  }

  @Override
  public Slice egressMessageValueBytes() {
    return typedValue.value();
  }

  public TypedValue typedValue() {
    return typedValue;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof EgressMessageWrapper that
        && targetEgressId.equals(that.targetEgressId)
        && typedValue.equals(that.typedValue);
  }

  @Override
  public int hashCode() {
    return 31 * targetEgressId.hashCode() + typedValue.hashCode();
  }

  @Override
  public String toString() {
    return "EgressMessage(" + targetEgressId + ", " + typedValue + ")";
  }
}
