package dev.statefun.bench;

import dev.statefun.compat.Service;
import dev.statefun.sdk.java.Context;
import dev.statefun.sdk.java.StatefulFunctionSpec;
import dev.statefun.sdk.java.StatefulFunctions;
import dev.statefun.sdk.java.TypeName;
import dev.statefun.sdk.java.ValueSpec;
import dev.statefun.sdk.java.handler.RequestReplyHandler;
import dev.statefun.sdk.java.message.Message;
import dev.statefun.sdk.java.message.MessageBuilder;
import dev.statefun.sdk.java.slice.Slice;
import dev.statefun.sdk.java.slice.Slices;
import java.util.concurrent.CompletableFuture;

/** A greeter as users write it: counts visits, and sends a greeting. A text it keeps, and sends on. */
public final class GreeterService implements Service {
  private static final TypeName SELF = TypeName.typeNameOf("example", "subject");
  private static final TypeName GREETER = TypeName.typeNameOf("example", "greeter");
  private static final ValueSpec<Integer> VISITS = ValueSpec.named("visits").withIntType();
  private static final ValueSpec<String> TEXT = ValueSpec.named("text").withUtf8StringType();

  private final RequestReplyHandler handler =
      new StatefulFunctions()
          .withStatefulFunction(
              StatefulFunctionSpec.builder(SELF).withValueSpecs(VISITS, TEXT).withSupplier(() -> GreeterService::greet))
          .requestReplyHandler();

  @Override
  public CompletableFuture<byte[]> handle(byte[] request) {
    return handler.handle(Slices.wrap(request)).thenApply(Slice::toByteArray);
  }

  private static CompletableFuture<Void> greet(Context context, Message message) {
    if (message.isUtf8String()) {
      String text = message.asUtf8String();
      context.storage().set(TEXT, text);
      context.send(MessageBuilder.forAddress(GREETER, context.self().id()).withValue(text).build());
    } else {
      int visits = context.storage().get(VISITS).orElse(0) + message.asInt();
      context.storage().set(VISITS, visits);
      context.send(MessageBuilder.forAddress(GREETER, context.self().id()).withValue("visit " + visits).build());
    }
    return context.done();
  }
}
