package greeter;

import dev.statefun.sdk.java.Context;
import dev.statefun.sdk.java.StatefulFunction;
import dev.statefun.sdk.java.StatefulFunctionSpec;
import dev.statefun.sdk.java.TypeName;
import dev.statefun.sdk.java.ValueSpec;
import dev.statefun.sdk.java.message.Message;
import dev.statefun.sdk.java.message.MessageBuilder;
import java.util.concurrent.CompletableFuture;

/** One instance for each person: counts the visits, and asks the greeter to say something about it. */
final class PersonFn implements StatefulFunction {
  static final TypeName TYPE = TypeName.typeNameFromString("example/person");
  static final ValueSpec<Integer> VISITS = ValueSpec.named("visits").withIntType();
  static final StatefulFunctionSpec SPEC =
      StatefulFunctionSpec.builder(TYPE).withValueSpec(VISITS).withSupplier(PersonFn::new).build();

  @Override
  public CompletableFuture<Void> apply(Context context, Message message) {
    String name = message.as(GreetRequest.TYPE).name();
    int visits = context.storage().get(VISITS).orElse(0) + 1;
    context.storage().set(VISITS, visits);
    context.send(
        MessageBuilder.forAddress(GreeterFn.TYPE, name)
            .withCustomType(GreetRequest.TYPE, new GreetRequest(name, visits))
            .build());
    return context.done();
  }
}
