package dev.statefun.sdk.java.handler;

import dev.statefun.sdk.java.StatefulFunction;
import dev.statefun.sdk.java.StatefulFunctionSpec;
import dev.statefun.sdk.java.ValueSpec;
import dev.statefun.sdk.java.internal.Effect;
import dev.statefun.sdk.java.internal.FromFunction;
import dev.statefun.sdk.java.internal.ToFunction;
import dev.statefun.sdk.java.slice.Slice;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** A function, and what is known of its states before any request. */
final class FunctionType {
  private final StatefulFunctionSpec spec;
  private final List<ValueSpec<?>> states;
  private final Map<String, Integer> indexes = new HashMap<>();

  FunctionType(StatefulFunctionSpec spec) {
    this.spec = spec;
    states = List.copyOf(spec.knownValues().values());
    for (ValueSpec<?> state : states) indexes.put(state.name(), indexes.size());
  }

  /** Calls the function with each message; or asks for the states that the runtime did not send. */
  CompletableFuture<Slice> call(ToFunction request) {
    States found = new States(states, indexes);
    for (ToFunction.PersistedValue state : request.states()) found.receive(state.name(), state.value());
    List<Effect> missing = found.missing();
    if (!missing.isEmpty()) return CompletableFuture.completedFuture(FromFunction.incomplete(missing));
    return new Batch(instance(), request, found).run();
  }

  private StatefulFunction instance() {
    StatefulFunction function = spec.supplier().get();
    if (function == null) {
      throw new NullPointerException(
          "The supplier of the function " + spec.typeName().asTypeNameString() + " gave null in place of an instance.");
    }
    return function;
  }
}
