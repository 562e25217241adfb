package greeter;

import dev.statefun.sdk.java.Context;
import dev.statefun.sdk.java.StatefulFunction;
import dev.statefun.sdk.java.StatefulFunctionSpec;
import dev.statefun.sdk.java.TypeName;
import dev.statefun.sdk.java.message.EgressMessageBuilder;
import dev.statefun.sdk.java.message.Message;
import java.util.concurrent.CompletableFuture;

/** Finds the words, and sends them out. */
final class GreeterFn implements StatefulFunction {
  static final TypeName TYPE = TypeName.typeNameFromString("example/greeter");
  static final TypeName PLAYGROUND = TypeName.typeNameFromString("io.statefun.playground/egress");
  static final StatefulFunctionSpec SPEC = StatefulFunctionSpec.builder(TYPE).withSupplier(GreeterFn::new).build();

  @Override
  public CompletableFuture<Void> apply(Context context, Message message) {
    GreetRequest request = message.as(GreetRequest.TYPE);
    EgressRecord record = new EgressRecord("greetings", greeting(request.name(), request.visits()));
    context.send(EgressMessageBuilder.forEgress(PLAYGROUND).withCustomType(EgressRecord.TYPE, record).build());
    return context.done();
  }

  private static String greeting(String name, int visits) {
    if (visits == 1) return "Welcome, " + name + "! This is your first visit.";
    return "Welcome back, " + name + "! This is visit number " + visits + ".";
  }
}
