package showcase;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.statefun.sdk.java.Context;
import dev.statefun.sdk.java.TypeName;
import dev.statefun.sdk.java.message.EgressMessageBuilder;
import dev.statefun.sdk.java.types.SimpleType;
import dev.statefun.sdk.java.types.Type;
import java.nio.ByteBuffer;

/** The types of values that the parts share: a type has a name, and says how values become bytes. */
final class Values {
  record GreetRequest(String name) {}

  record Point(int x, int y) {}

  record EgressRecord(String topic, String payload) {}

  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** As JSON ... */
  static final Type<GreetRequest> GREET_REQUEST = jsonType("showcase/GreetRequest", GreetRequest.class);

  private static final Type<EgressRecord> EGRESS_RECORD =
      jsonType("io.statefun.playground/EgressRecord", EgressRecord.class);

  /** ... or as you like: here as two 32 bit integers. */
  static final Type<Point> POINT =
      SimpleType.simpleImmutableTypeFrom(
          TypeName.typeNameFromString("showcase/Point"),
          point -> ByteBuffer.allocate(8).putInt(point.x()).putInt(point.y()).array(),
          bytes -> new Point(ByteBuffer.wrap(bytes).getInt(0), ByteBuffer.wrap(bytes).getInt(4)));

  private Values() {}

  private static <T> Type<T> jsonType(String name, Class<T> values) {
    return SimpleType.simpleImmutableTypeFrom(
        TypeName.typeNameFromString(name), MAPPER::writeValueAsBytes, bytes -> MAPPER.readValue(bytes, values));
  }

  /** The Kafka topic that the greetings go to. */
  static String greetingsTopic() {
    return System.getenv().getOrDefault("GREETINGS_TOPIC", "greetings");
  }

  /** Lets `curl` read what a function has to say. */
  static void say(Context context, String payload) {
    TypeName playground = TypeName.typeNameFromString("io.statefun.playground/egress");
    EgressRecord record = new EgressRecord("showcase", payload);
    context.send(EgressMessageBuilder.forEgress(playground).withCustomType(EGRESS_RECORD, record).build());
  }
}
