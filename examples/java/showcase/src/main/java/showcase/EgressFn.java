package showcase;

import dev.statefun.sdk.java.Context;
import dev.statefun.sdk.java.StatefulFunction;
import dev.statefun.sdk.java.StatefulFunctionSpec;
import dev.statefun.sdk.java.TypeName;
import dev.statefun.sdk.java.io.KafkaEgressMessage;
import dev.statefun.sdk.java.message.Message;
import java.util.concurrent.CompletableFuture;

/** Part 3: records leave through egresses. Kafka's have a builder of their own; others take a value of a type. */
final class EgressFn implements StatefulFunction {
  static final TypeName TYPE = TypeName.typeNameFromString("showcase/egress");
  static final TypeName GREETS = TypeName.typeNameFromString("showcase/greets");
  static final StatefulFunctionSpec SPEC = StatefulFunctionSpec.builder(TYPE).withSupplier(EgressFn::new).build();

  @Override
  public CompletableFuture<Void> apply(Context context, Message message) {
    String name = message.as(Values.GREET_REQUEST).name();
    context.send(
        KafkaEgressMessage.forEgress(GREETS)
            .withTopic(Values.greetingsTopic())
            .withUtf8Key(name)
            .withUtf8Value("Bye " + name + "!")
            .build());
    // `say` sends to the playground's egress, by EgressMessageBuilder.
    Values.say(context, "egress sent a record to Kafka for " + name);
    return context.done();
  }
}
