package dev.statefun.sdk.java;

import java.util.Optional;

/**
 * The states of the address that a function was called for. Changes take effect together with all else that the function
 * does, or not at all when it fails.
 *
 * <p>Every method throws {@link dev.statefun.sdk.java.storage.IllegalStorageAccessException} for a state that the
 * function's {@link StatefulFunctionSpec} does not declare, or declares with another type.
 */
public interface AddressScopedStorage {
  /** The value of a state; empty when it was never set, was removed, or has expired. */
  <T> Optional<T> get(ValueSpec<T> spec);

  /** Sets a state. A value of null is refused: {@link #remove} it. */
  <T> void set(ValueSpec<T> spec, T value);

  /** Removes the value of a state; it need not have one. */
  <T> void remove(ValueSpec<T> spec);
}
