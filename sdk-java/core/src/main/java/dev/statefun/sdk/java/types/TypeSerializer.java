package dev.statefun.sdk.java.types;

import dev.statefun.sdk.java.slice.Slice;

/** How values of a type become bytes, and back. Either throws what it likes for what is not of the type. */
public interface TypeSerializer<T> {
  Slice serialize(T value);

  /** The slice is a view of the request: copy what outlives it. */
  T deserialize(Slice bytes);
}
