package greetings;

import dev.statefun.sdk.java.Context;
import dev.statefun.sdk.java.StatefulFunction;
import dev.statefun.sdk.java.StatefulFunctionSpec;
import dev.statefun.sdk.java.TypeName;
import dev.statefun.sdk.java.ValueSpec;
import dev.statefun.sdk.java.message.Message;
import dev.statefun.sdk.java.message.MessageBuilder;
import java.util.concurrent.CompletableFuture;

/** Signs a greeting that the function in Python sends, and passes it along. */
final class GreeterFn implements StatefulFunction {
  private static final ValueSpec<Integer> SEEN = ValueSpec.named("seen").withIntType();
  private static final TypeName NEXT = TypeName.typeNameFromString("typescript/greeter");

  static final StatefulFunctionSpec SPEC =
      StatefulFunctionSpec.builder(TypeName.typeNameFromString("java/greeter"))
          .withValueSpec(SEEN)
          .withSupplier(GreeterFn::new)
          .build();

  @Override
  public CompletableFuture<Void> apply(Context context, Message message) {
    int seen = context.storage().get(SEEN).orElse(0) + 1;
    context.storage().set(SEEN, seen);
    Greeting greeting = message.as(Greeting.TYPE).signedBy("Java (" + seen + ")");
    context.send(
        MessageBuilder.forAddress(NEXT, greeting.name()).withCustomType(Greeting.TYPE, greeting).build());
    return context.done();
  }
}
