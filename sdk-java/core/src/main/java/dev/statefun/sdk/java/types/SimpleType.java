package dev.statefun.sdk.java.types;

import dev.statefun.sdk.java.TypeName;
import dev.statefun.sdk.java.slice.Slice;
import dev.statefun.sdk.java.slice.Slices;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;

/**
 * A type from two functions.
 *
 * <pre>{@code
 * static final Type<User> USER =
 *     SimpleType.simpleImmutableTypeFrom(
 *         TypeName.typeNameFromString("example/User"),
 *         JSON::writeValueAsBytes,
 *         bytes -> JSON.readValue(bytes, User.class));
 * }</pre>
 */
public final class SimpleType<T> implements Type<T> {
  /** A function that may throw. What it throws comes out as the cause of an IllegalStateException. */
  @FunctionalInterface
  public interface Fn<I, O> {
    O apply(I input) throws Throwable;
  }

  private final TypeName typeName;
  private final Fn<T, byte[]> serialize;
  private final Fn<byte[], T> deserialize;
  private final Set<TypeCharacteristics> characteristics;
  private final Serializer serializer = new Serializer();

  /** A type whose values may change. */
  public static <T> Type<T> simpleTypeFrom(
      TypeName typeName, Fn<T, byte[]> serialize, Fn<byte[], T> deserialize) {
    return new SimpleType<>(typeName, serialize, deserialize, EnumSet.noneOf(TypeCharacteristics.class));
  }

  /** A type whose values never change. */
  public static <T> Type<T> simpleImmutableTypeFrom(
      TypeName typeName, Fn<T, byte[]> serialize, Fn<byte[], T> deserialize) {
    return new SimpleType<>(typeName, serialize, deserialize, EnumSet.of(TypeCharacteristics.IMMUTABLE_VALUES));
  }

  private SimpleType(
      TypeName typeName,
      Fn<T, byte[]> serialize,
      Fn<byte[], T> deserialize,
      Set<TypeCharacteristics> characteristics) {
    this.typeName = Objects.requireNonNull(typeName, "typeName");
    this.serialize = Objects.requireNonNull(serialize, "serialize");
    this.deserialize = Objects.requireNonNull(deserialize, "deserialize");
    this.characteristics = Set.copyOf(characteristics);
  }

  @Override
  public TypeName typeName() {
    return typeName;
  }

  @Override
  public TypeSerializer<T> typeSerializer() {
    return serializer;
  }

  @Override
  public Set<TypeCharacteristics> typeCharacteristics() {
    return characteristics;
  }

  private final class Serializer implements TypeSerializer<T> {
    @Override
    public Slice serialize(T value) {
      return Slices.wrap(Objects.requireNonNull(apply(serialize, value, "encoded"), "the encoded value"));
    }

    @Override
    public T deserialize(Slice bytes) {
      return apply(deserialize, bytes.toByteArray(), "decoded");
    }

    private <I, O> O apply(Fn<I, O> function, I input, String what) {
      try {
        return function.apply(input);
      } catch (Throwable failure) {
        throw new IllegalStateException(
            "A value of type " + typeName.asTypeNameString() + " can't be " + what + ": " + failure, failure);
      }
    }
  }
}
