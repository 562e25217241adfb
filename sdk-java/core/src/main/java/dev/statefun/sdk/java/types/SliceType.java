package dev.statefun.sdk.java.types;

import dev.statefun.sdk.java.TypeName;
import dev.statefun.sdk.java.slice.Slice;
import java.util.Objects;
import java.util.Set;

/** A type whose values are bytes as they are. */
public final class SliceType implements Type<Slice> {
  private static final TypeSerializer<Slice> AS_IT_IS =
      new TypeSerializer<>() {
        @Override
        public Slice serialize(Slice value) {
          return value;
        }

        @Override
        public Slice deserialize(Slice bytes) {
          return bytes;
        }
      };

  private final TypeName typeName;

  public SliceType(TypeName typeName) {
    this.typeName = Objects.requireNonNull(typeName, "typeName");
  }

  @Override
  public TypeName typeName() {
    return typeName;
  }

  @Override
  public TypeSerializer<Slice> typeSerializer() {
    return AS_IT_IS;
  }

  @Override
  public Set<TypeCharacteristics> typeCharacteristics() {
    return Set.of(TypeCharacteristics.IMMUTABLE_VALUES);
  }
}
