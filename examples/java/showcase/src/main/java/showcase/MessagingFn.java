package showcase;

import dev.statefun.sdk.java.Address;
import dev.statefun.sdk.java.Context;
import dev.statefun.sdk.java.StatefulFunction;
import dev.statefun.sdk.java.StatefulFunctionSpec;
import dev.statefun.sdk.java.TypeName;
import dev.statefun.sdk.java.message.Message;
import dev.statefun.sdk.java.message.MessageBuilder;
import dev.statefun.sdk.java.slice.Slice;
import dev.statefun.sdk.java.types.SliceType;
import dev.statefun.sdk.java.types.Type;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Part 2: functions send messages: to other functions and to themselves, now and later. */
final class MessagingFn implements StatefulFunction {
  static final TypeName TYPE = TypeName.typeNameFromString("showcase/messaging");
  static final StatefulFunctionSpec SPEC = StatefulFunctionSpec.builder(TYPE).withSupplier(MessagingFn::new).build();

  private static final Type<Slice> BYTES = new SliceType(TypeName.typeNameFromString("showcase/bytes"));
  private static final Address EVERYTHING = new Address(TypesFn.TYPE, "everything");

  @Override
  public CompletableFuture<Void> apply(Context context, Message message) {
    if (message.isUtf8String()) {
      String caller = context.caller().map(address -> address.type().asTypeNameString()).orElse("outside");
      Values.say(context, "messaging got from " + caller + ": " + message.asUtf8String());
    } else {
      sendToOthers(context, message);
      sendToSelf(context);
    }
    return context.done();
  }

  private static void sendToOthers(Context context, Message message) {
    // What type these are is plain to see ...
    context.send(MessageBuilder.forAddress(EVERYTHING).withValue("text").build());
    context.send(MessageBuilder.forAddress(EVERYTHING).withValue(true).build());
    context.send(MessageBuilder.forAddress(EVERYTHING).withValue(42).build());
    context.send(MessageBuilder.forAddress(EVERYTHING).withValue(1L << 62).build());
    context.send(MessageBuilder.forAddress(EVERYTHING).withValue(0.5f).build());
    context.send(MessageBuilder.forAddress(EVERYTHING).withValue(0.1).build());
    // ... and of these you say it.
    Values.GreetRequest joe = new Values.GreetRequest("Joe");
    context.send(MessageBuilder.forAddress(EVERYTHING).withCustomType(Values.GREET_REQUEST, joe).build());
    context.send(MessageBuilder.forAddress(EVERYTHING).withCustomType(Values.POINT, new Values.Point(1, -1)).build());
    // Bytes of any kind can be passed on as they are.
    context.send(MessageBuilder.forAddress(EVERYTHING).withCustomType(BYTES, message.rawValue()).build());
  }

  private static void sendToSelf(Context context) {
    MessageBuilder toSelf = MessageBuilder.forAddress(context.self());
    context.send(toSelf.withValue("a word to myself").build());
    // It comes even when all is restarted in between. With a token it can be called back.
    context.sendAfter(Duration.ofSeconds(1), toSelf.withValue("a second has passed").build());
    context.sendAfter(Duration.ofMillis(500), "a token", toSelf.withValue("this never comes").build());
    context.cancelDelayedMessage("a token");
  }
}
