package dev.statefun.sdk.java;

import dev.statefun.sdk.java.internal.ByteArraySlice;
import dev.statefun.sdk.java.internal.Utf8;
import dev.statefun.sdk.java.types.Type;
import dev.statefun.sdk.java.types.Types;
import java.time.Duration;
import java.util.Objects;

/**
 * A state that a function declares: its name, its type, and when it expires. Immutable, and meant to be a constant.
 *
 * <pre>{@code
 * static final ValueSpec<Integer> SEEN = ValueSpec.named("seen").thatExpiresAfterCall(Duration.ofDays(1)).withIntType();
 * }</pre>
 */
public final class ValueSpec<T> {
  private final String name;
  private final Expiration expiration;
  private final Type<T> type;
  private final TypeName typeName;
  private final ByteArraySlice utf8Name;

  /**
   * Begins a spec.
   *
   * @param name letters, digits and underscores, and no digit first
   * @throws IllegalArgumentException when it is no such name
   */
  public static Untyped named(String name) {
    return new Untyped(name);
  }

  private static String checked(String name) {
    Objects.requireNonNull(name, "name");
    if (name.isEmpty()) throw new IllegalArgumentException("The name of a state is empty.");
    for (int i = 0; i < name.length(); i++) {
      char one = name.charAt(i);
      boolean fits = one == '_' || Character.isLetter(one) || i > 0 && Character.isDigit(one);
      if (!fits) {
        throw new IllegalArgumentException(
            "'" + name + "' can't be the name of a state: only letters, digits and underscores, and no digit first.");
      }
    }
    return name;
  }

  private ValueSpec(Untyped untyped, Type<T> type) {
    this.name = untyped.name;
    this.expiration = untyped.expiration;
    this.type = Objects.requireNonNull(type, "type");
    this.typeName = Objects.requireNonNull(type.typeName(), "the type's typeName()");
    this.utf8Name = new ByteArraySlice(Utf8.encode(name, "The name of a state"));
  }

  public String name() {
    return name;
  }

  public Expiration expiration() {
    return expiration;
  }

  /** The name of {@link #type}. */
  public TypeName typeName() {
    return typeName;
  }

  public Type<T> type() {
    return type;
  }

  ByteArraySlice utf8Name() {
    return utf8Name;
  }

  @Override
  public String toString() {
    return "ValueSpec{name=" + name + ", type=" + typeName.asTypeNameString() + ", expiration=" + expiration + "}";
  }

  /** A spec that lacks its type. */
  public static final class Untyped {
    private final String name;
    private Expiration expiration = Expiration.none();

    /** As {@link ValueSpec#named} makes it. */
    public Untyped(String name) {
      this.name = checked(name);
    }

    /** Lets the value expire some time after it was last written. Replaces an expiration that was set before. */
    public Untyped thatExpireAfterWrite(Duration duration) {
      expiration = Expiration.expireAfterWriting(duration);
      return this;
    }

    /** Lets the value expire some time after the function was last called. Replaces an expiration that was set before. */
    public Untyped thatExpiresAfterCall(Duration duration) {
      expiration = Expiration.expireAfterCall(duration);
      return this;
    }

    public ValueSpec<Integer> withIntType() {
      return withCustomType(Types.integerType());
    }

    public ValueSpec<Long> withLongType() {
      return withCustomType(Types.longType());
    }

    public ValueSpec<Float> withFloatType() {
      return withCustomType(Types.floatType());
    }

    public ValueSpec<Double> withDoubleType() {
      return withCustomType(Types.doubleType());
    }

    public ValueSpec<String> withUtf8StringType() {
      return withCustomType(Types.stringType());
    }

    public ValueSpec<Boolean> withBooleanType() {
      return withCustomType(Types.booleanType());
    }

    public <T> ValueSpec<T> withCustomType(Type<T> type) {
      return new ValueSpec<>(this, type);
    }
  }
}
