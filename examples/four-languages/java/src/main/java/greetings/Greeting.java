package greetings;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.statefun.sdk.java.TypeName;
import dev.statefun.sdk.java.types.SimpleType;
import dev.statefun.sdk.java.types.Type;
import java.util.List;
import java.util.stream.Stream;

/** What the functions pass along: whom it is for, and who has signed it. */
record Greeting(String name, List<String> from) {
  private static final ObjectMapper JSON = new ObjectMapper();

  static final Type<Greeting> TYPE =
      SimpleType.simpleImmutableTypeFrom(
          TypeName.typeNameFromString("example/Greeting"),
          JSON::writeValueAsBytes,
          bytes -> JSON.readValue(bytes, Greeting.class));

  Greeting signedBy(String signature) {
    return new Greeting(name, Stream.concat(from.stream(), Stream.of(signature)).toList());
  }
}
