package dev.statefun.sdk.java;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;

/** A function type: its name, its states, and how to make an instance of it. Immutable. */
public final class StatefulFunctionSpec {
  private final TypeName typeName;
  private final Map<String, ValueSpec<?>> knownValues;
  private final Supplier<? extends StatefulFunction> supplier;

  /** Begins the spec of a function type. */
  public static Builder builder(TypeName typeName) {
    return new Builder(typeName);
  }

  private StatefulFunctionSpec(Builder builder) {
    typeName = builder.typeName;
    knownValues = Collections.unmodifiableMap(new LinkedHashMap<>(builder.knownValues));
    supplier = builder.supplier;
  }

  public TypeName typeName() {
    return typeName;
  }

  /** The states by name, in the order in which they were declared. */
  public Map<String, ValueSpec<?>> knownValues() {
    return knownValues;
  }

  /** Called for each request; it may give the same instance always. */
  public Supplier<? extends StatefulFunction> supplier() {
    return supplier;
  }

  /** Builds a {@link StatefulFunctionSpec}. */
  public static final class Builder {
    private final TypeName typeName;
    private final Map<String, ValueSpec<?>> knownValues = new LinkedHashMap<>();
    private Supplier<? extends StatefulFunction> supplier;

    private Builder(TypeName typeName) {
      this.typeName = Objects.requireNonNull(typeName, "typeName");
    }

    /**
     * Declares a state.
     *
     * @throws IllegalArgumentException when there is one of that name
     */
    public Builder withValueSpec(ValueSpec<?> valueSpec) {
      Objects.requireNonNull(valueSpec, "valueSpec");
      if (knownValues.putIfAbsent(valueSpec.name(), valueSpec) != null) {
        throw new IllegalArgumentException(
            "The function " + typeName.asTypeNameString() + " declares the state '" + valueSpec.name() + "' twice.");
      }
      return this;
    }

    /** Declares several states, as {@link #withValueSpec} does. */
    public Builder withValueSpecs(ValueSpec<?>... valueSpecs) {
      for (ValueSpec<?> valueSpec : valueSpecs) withValueSpec(valueSpec);
      return this;
    }

    /** Says how to make an instance: called for each request; it may give the same instance always. */
    public Builder withSupplier(Supplier<? extends StatefulFunction> supplier) {
      this.supplier = Objects.requireNonNull(supplier, "supplier");
      return this;
    }

    /** The spec of all that was said. Throws NullPointerException when there is no supplier. */
    public StatefulFunctionSpec build() {
      Objects.requireNonNull(
          supplier, () -> "The function " + typeName.asTypeNameString() + " has no supplier: call withSupplier(...).");
      return new StatefulFunctionSpec(this);
    }
  }
}
