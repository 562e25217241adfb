package greeter;

import dev.statefun.sdk.java.types.Type;

/** What the playground's egress takes. */
record EgressRecord(String topic, String payload) {
  static final Type<EgressRecord> TYPE = Json.type("io.statefun.playground/EgressRecord", EgressRecord.class);
}
