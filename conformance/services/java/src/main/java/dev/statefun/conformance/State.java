package dev.statefun.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import org.apache.flink.statefun.sdk.java.AddressScopedStorage;
import org.apache.flink.statefun.sdk.java.ValueSpec;

/** A state that a function declares. */
record State<T>(Kind<T> kind, ValueSpec<T> spec) {
  static <T> State<T> of(Kind<T> kind, ValueSpec.Untyped untyped) {
    return new State<>(kind, kind.specOf().apply(untyped));
  }

  String name() {
    return spec.name();
  }

  JsonNode get(AddressScopedStorage storage) {
    return storage.get(spec).map(kind.toJson()).orElse(NullNode.getInstance());
  }

  void set(AddressScopedStorage storage, JsonNode value) {
    storage.set(spec, kind.fromJson().apply(value));
  }

  void remove(AddressScopedStorage storage) {
    storage.remove(spec);
  }
}
