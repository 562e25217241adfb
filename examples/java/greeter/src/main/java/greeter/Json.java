package greeter;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.statefun.sdk.java.TypeName;
import dev.statefun.sdk.java.types.SimpleType;
import dev.statefun.sdk.java.types.Type;

/** Types whose values travel as JSON. */
final class Json {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private Json() {}

  static <T> Type<T> type(String name, Class<T> values) {
    return SimpleType.simpleImmutableTypeFrom(
        TypeName.typeNameFromString(name), MAPPER::writeValueAsBytes, bytes -> MAPPER.readValue(bytes, values));
  }
}
