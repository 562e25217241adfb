package dev.statefun.sdk.java.types;

import dev.statefun.sdk.java.TypeName;
import dev.statefun.sdk.java.internal.ByteArraySlice;
import dev.statefun.sdk.java.internal.WireFormatException;
import dev.statefun.sdk.java.slice.Slice;
import java.util.Objects;
import java.util.Set;

/** A built-in type. Its codec knows the bytes; here is what all of them have in common. */
final class PrimitiveType<T> implements Type<T>, TypeSerializer<T> {
  private static final Set<TypeCharacteristics> IMMUTABLE = Set.of(TypeCharacteristics.IMMUTABLE_VALUES);

  private final TypeName typeName;
  private final PrimitiveCodec<T> codec;

  PrimitiveType(TypeName typeName, PrimitiveCodec<T> codec) {
    this.typeName = typeName;
    this.codec = codec;
  }

  @Override
  public TypeName typeName() {
    return typeName;
  }

  @Override
  public TypeSerializer<T> typeSerializer() {
    return this;
  }

  @Override
  public Set<TypeCharacteristics> typeCharacteristics() {
    return IMMUTABLE;
  }

  @Override
  public Slice serialize(T value) {
    return codec.encode(Objects.requireNonNull(value, "value"));
  }

  @Override
  public T deserialize(Slice bytes) {
    try {
      return codec.decode(ByteArraySlice.of(bytes));
    } catch (WireFormatException malformed) {
      throw new IllegalStateException(
          "This is no value of type " + typeName.asTypeNameString() + " (" + bytes + "): " + malformed.getMessage()
              + ". Is it of another type?",
          malformed);
    }
  }

  @Override
  public String toString() {
    return typeName.toString();
  }
}
