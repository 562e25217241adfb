package dev.statefun.sdk.java.handler;

import dev.statefun.sdk.java.ValueSpec;
import dev.statefun.sdk.java.internal.Effect;
import dev.statefun.sdk.java.internal.TypedValue;
import dev.statefun.sdk.java.storage.IllegalStorageAccessException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The states of an address during a request, in the order of declaration. Guarded by its user. */
final class States {
  private final List<ValueSpec<?>> specs;
  private final Map<String, Integer> indexes;
  private final StateCell<?>[] cells;

  States(List<ValueSpec<?>> specs, Map<String, Integer> indexes) {
    this.specs = specs;
    this.indexes = indexes;
    cells = new StateCell<?>[specs.size()];
  }

  /** What the runtime knows of a state; null for no value. A state that nobody declared is passed over. */
  void receive(String name, TypedValue value) {
    Integer index = indexes.get(name);
    if (index != null) cells[index] = new StateCell<>(specs.get(index), value);
  }

  /** The states that were not received. */
  List<Effect> missing() {
    List<Effect> missing = new ArrayList<>(0);
    for (int i = 0; i < cells.length; i++) {
      if (cells[i] == null) missing.add(Effect.missing(specs.get(i)));
    }
    return missing;
  }

  /** Throws IllegalStorageAccessException when it is not declared, or with another type. */
  <T> StateCell<T> cell(ValueSpec<T> spec) {
    Integer index = indexes.get(spec.name());
    if (index == null) {
      throw new IllegalStorageAccessException(
          spec.name(), "is not declared by this function: add it by withValueSpec(...). It declares " + indexes.keySet() + ".");
    }
    ValueSpec<?> declared = specs.get(index);
    if (declared != spec && !declared.typeName().equals(spec.typeName())) {
      throw new IllegalStorageAccessException(
          spec.name(),
          "is declared with the type " + declared.typeName().asTypeNameString()
              + ", and used with " + spec.typeName().asTypeNameString() + ".");
    }
    // What the type's name says is as far as this can be known.
    @SuppressWarnings("unchecked")
    StateCell<T> cell = (StateCell<T>) cells[index];
    return cell;
  }

  List<Effect> mutations() {
    List<Effect> mutations = new ArrayList<>(cells.length);
    for (StateCell<?> cell : cells) {
      if (cell.isChanged()) mutations.add(cell.mutation());
    }
    return mutations;
  }
}
