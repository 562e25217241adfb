package showcase;

import dev.statefun.sdk.java.Context;
import dev.statefun.sdk.java.StatefulFunction;
import dev.statefun.sdk.java.StatefulFunctionSpec;
import dev.statefun.sdk.java.TypeName;
import dev.statefun.sdk.java.ValueSpec;
import dev.statefun.sdk.java.io.KafkaEgressMessage;
import dev.statefun.sdk.java.message.Message;
import java.util.concurrent.CompletableFuture;

/** Part 6: from Kafka through a function to Kafka, exactly once. The record's key is the id; Main serves it. */
final class ServingFn implements StatefulFunction {
  static final TypeName TYPE = TypeName.typeNameFromString("showcase/serving");

  private static final ValueSpec<Integer> SEEN = ValueSpec.named("seen").withIntType();

  static final StatefulFunctionSpec SPEC =
      StatefulFunctionSpec.builder(TYPE).withValueSpec(SEEN).withSupplier(ServingFn::new).build();

  @Override
  public CompletableFuture<Void> apply(Context context, Message message) {
    String name = message.as(Values.GREET_REQUEST).name();
    int seen = context.storage().get(SEEN).orElse(0) + 1;
    context.storage().set(SEEN, seen);
    context.send(
        KafkaEgressMessage.forEgress(EgressFn.GREETS)
            .withTopic(Values.greetingsTopic())
            .withUtf8Key(context.self().id())
            .withUtf8Value("Hello " + name + ", seen " + seen + (seen == 1 ? " time!" : " times!"))
            .build());
    return context.done();
  }
}
