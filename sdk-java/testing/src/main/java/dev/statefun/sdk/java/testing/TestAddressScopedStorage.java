package dev.statefun.sdk.java.testing;

import dev.statefun.sdk.java.AddressScopedStorage;
import dev.statefun.sdk.java.TypeName;
import dev.statefun.sdk.java.ValueSpec;
import dev.statefun.sdk.java.slice.Slice;
import dev.statefun.sdk.java.storage.IllegalStorageAccessException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** States in memory, as bytes: so that a test sees what a type's serializer makes of a value. */
final class TestAddressScopedStorage implements AddressScopedStorage {
  private record Encoded(TypeName type, Slice bytes) {}

  private final Map<String, Encoded> values = new ConcurrentHashMap<>();

  @Override
  public <T> Optional<T> get(ValueSpec<T> spec) {
    Encoded encoded = values.get(spec.name());
    if (encoded == null) return Optional.empty();
    checkType(spec, encoded);
    return Optional.of(spec.type().typeSerializer().deserialize(encoded.bytes()));
  }

  @Override
  public <T> void set(ValueSpec<T> spec, T value) {
    if (value == null) throw new IllegalStorageAccessException(spec.name(), "can't be set to null: use remove(...).");
    Encoded before = values.get(spec.name());
    if (before != null) checkType(spec, before);
    values.put(spec.name(), new Encoded(spec.typeName(), spec.type().typeSerializer().serialize(value)));
  }

  @Override
  public <T> void remove(ValueSpec<T> spec) {
    values.remove(spec.name());
  }

  private static void checkType(ValueSpec<?> spec, Encoded encoded) {
    if (encoded.type().equals(spec.typeName())) return;
    throw new IllegalStorageAccessException(
        spec.name(),
        "was set with the type " + encoded.type().asTypeNameString()
            + ", and is used with " + spec.typeName().asTypeNameString() + ".");
  }
}
