package dev.statefun.sdk.java.types;

import dev.statefun.sdk.java.TypeName;
import java.util.Collections;
import java.util.Set;

/**
 * A type of values, for messages and states: its name, which travels with each value, and how values become bytes.
 * {@link SimpleType} makes one from two functions.
 */
public interface Type<T> {
  /** The name by which services of any language know it. */
  TypeName typeName();

  /** May be called often, and its result used by several threads at once. */
  TypeSerializer<T> typeSerializer();

  /** What is known of all its values. */
  default Set<TypeCharacteristics> typeCharacteristics() {
    return Collections.emptySet();
  }
}
