package dev.statefun.sdk.java.handler;

import dev.statefun.sdk.java.ValueSpec;
import dev.statefun.sdk.java.internal.Effect;
import dev.statefun.sdk.java.internal.TypedValue;
import dev.statefun.sdk.java.slice.Slice;
import dev.statefun.sdk.java.storage.IllegalStorageAccessException;
import dev.statefun.sdk.java.types.TypeCharacteristics;
import java.util.Optional;

/**
 * The value of one state during a request. Of an immutable type the value is decoded once, and encoded once at the end;
 * of others each read decodes and each write encodes, so that what a function does to a value it holds changes nothing.
 */
final class StateCell<T> {
  private final ValueSpec<T> spec;
  private final boolean isImmutable;
  private final TypedValue received;
  private boolean isChanged;

  /** The value encoded, decoded, or both; neither when there is none. */
  private Slice bytes;
  private T value;

  StateCell(ValueSpec<T> spec, TypedValue received) {
    this.spec = spec;
    isImmutable = spec.type().typeCharacteristics().contains(TypeCharacteristics.IMMUTABLE_VALUES);
    this.received = received;
    if (received != null && received.hasValue()) bytes = received.value();
  }

  Optional<T> get() {
    if (value != null) return Optional.of(value);
    if (bytes == null) return Optional.empty();
    if (!isChanged) checkReceivedType();
    T decoded = spec.type().typeSerializer().deserialize(bytes);
    if (isImmutable) value = decoded;
    return Optional.ofNullable(decoded);
  }

  private void checkReceivedType() {
    if (received.isOf(spec.typeName())) return;
    String declared = spec.typeName().asTypeNameString();
    throw new IllegalStorageAccessException(
        spec.name(), "has a value of type " + received.typename() + ", and is declared with " + declared + ".");
  }

  void set(T newValue) {
    if (newValue == null) {
      throw new IllegalStorageAccessException(spec.name(), "can't be set to null: use remove(...).");
    }
    if (isImmutable) {
      value = newValue;
      bytes = null;
    } else {
      bytes = spec.type().typeSerializer().serialize(newValue);
    }
    isChanged = true;
  }

  void remove() {
    value = null;
    bytes = null;
    isChanged = true;
  }

  boolean isChanged() {
    return isChanged;
  }

  Effect mutation() {
    if (value == null && bytes == null) return Effect.mutation(spec, null);
    if (bytes == null) bytes = spec.type().typeSerializer().serialize(value);
    return Effect.mutation(spec, TypedValue.of(spec.typeName(), bytes));
  }
}
