package greeter;

import dev.statefun.sdk.java.types.Type;

/** Asks for a greeting. From outside there are no visits yet. */
record GreetRequest(String name, int visits) {
  static final Type<GreetRequest> TYPE = Json.type("example/GreetRequest", GreetRequest.class);
}
