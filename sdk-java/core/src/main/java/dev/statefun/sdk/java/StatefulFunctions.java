package dev.statefun.sdk.java;

import dev.statefun.sdk.java.handler.ConcurrentRequestReplyHandler;
import dev.statefun.sdk.java.handler.RequestReplyHandler;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * The functions that one service has.
 *
 * <pre>{@code
 * RequestReplyHandler handler =
 *     new StatefulFunctions().withStatefulFunction(person).withStatefulFunction(greeter).requestReplyHandler();
 * }</pre>
 */
public class StatefulFunctions {
  private final Map<TypeName, StatefulFunctionSpec> specs = new LinkedHashMap<>();

  /** No functions yet. */
  public StatefulFunctions() {}

  /** Adds a function, as {@link #withStatefulFunction(StatefulFunctionSpec)} does. */
  public StatefulFunctions withStatefulFunction(StatefulFunctionSpec.Builder builder) {
    return withStatefulFunction(Objects.requireNonNull(builder, "builder").build());
  }

  /**
   * Adds a function.
   *
   * @throws IllegalArgumentException when there is one of that type
   */
  public StatefulFunctions withStatefulFunction(StatefulFunctionSpec spec) {
    Objects.requireNonNull(spec, "spec");
    if (specs.putIfAbsent(spec.typeName(), spec) != null) {
      throw new IllegalArgumentException("The function " + spec.typeName().asTypeNameString() + " is there already.");
    }
    return this;
  }

  /** The functions by type. */
  public Map<TypeName, StatefulFunctionSpec> functionSpecs() {
    return Collections.unmodifiableMap(specs);
  }

  /** A handler that calls these functions. Functions that are added later are not its. */
  public RequestReplyHandler requestReplyHandler() {
    return new ConcurrentRequestReplyHandler(specs);
  }
}
