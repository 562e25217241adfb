package dev.statefun.conformance;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.statefun.sdk.java.Context;
import org.apache.flink.statefun.sdk.java.StatefulFunction;
import org.apache.flink.statefun.sdk.java.StatefulFunctionSpec;
import org.apache.flink.statefun.sdk.java.StatefulFunctions;
import org.apache.flink.statefun.sdk.java.TypeName;
import org.apache.flink.statefun.sdk.java.ValueSpec;
import org.apache.flink.statefun.sdk.java.handler.RequestReplyHandler;
import org.apache.flink.statefun.sdk.java.message.Message;
import org.apache.flink.statefun.sdk.java.message.MessageBuilder;

/** Usage: NAMESPACE PORT VARIANT. The functions of the conformance tests; conformance/README.md says what they do. */
public final class Main {
  private static final Duration TTL = Duration.ofMillis(1500);

  public static void main(String[] args) throws IOException {
    RequestReplyHandler handler = functions(args[0], args[2]).requestReplyHandler();
    InetSocketAddress address =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(args[1]));
    System.out.println("{\"port\": " + Serving.start(address, handler).getPort() + "}");
  }

  private static StatefulFunctions functions(String namespace, String variant) {
    StatefulFunctions functions = new StatefulFunctions();
    List<State<?>> states = probeStates();
    functions.withStatefulFunction(spec(namespace, "probe", states, new Interpreter(states)));
    functions.withStatefulFunction(spec(namespace, "batched", states, new Interpreter(states)));
    functions.withStatefulFunction(spec(namespace, "async", states, later(new Interpreter(states))));
    functions.withStatefulFunction(spec(namespace, "relay", List.of(), Main::relay));
    List<State<?>> evolving = evolvingStates(variant);
    functions.withStatefulFunction(spec(namespace, "evolving", evolving, new Interpreter(evolving)));
    if (variant.equals("next")) {
      functions.withStatefulFunction(spec(namespace, "late", List.of(), new Interpreter(List.of())));
    }
    return functions;
  }

  private static StatefulFunctionSpec spec(
      String namespace, String name, List<State<?>> states, StatefulFunction function) {
    return StatefulFunctionSpec.builder(TypeName.typeNameOf(namespace, name))
        .withValueSpecs(states.stream().map(State::spec).toArray(ValueSpec<?>[]::new))
        .withSupplier(() -> function)
        .build();
  }

  private static List<State<?>> probeStates() {
    List<State<?>> states = new ArrayList<>();
    for (Kind<?> kind : Kind.all()) states.add(State.of(kind, ValueSpec.named(kind.name())));
    states.add(state("int", ValueSpec.named("total")));
    states.add(state("int", ValueSpec.named("written").thatExpireAfterWrite(TTL)));
    states.add(state("int", ValueSpec.named("called").thatExpiresAfterCall(TTL)));
    return states;
  }

  private static List<State<?>> evolvingStates(String variant) {
    State<?> kept = state("int", ValueSpec.named("kept"));
    return switch (variant) {
      case "first" -> List.of(kept, note("string"), state("int", ValueSpec.named("gone")));
      case "changed" -> List.of(kept, note("int"));
      case "next" -> List.of(kept, note("string"), state("string", ValueSpec.named("fresh")));
      default -> throw new IllegalArgumentException("unknown variant: " + variant);
    };
  }

  private static State<?> note(String kind) {
    return state(kind, ValueSpec.named("note"));
  }

  private static State<?> state(String kind, ValueSpec.Untyped untyped) {
    return State.of(Kind.named(kind), untyped);
  }

  /** Passes a message of any type on, as it is. */
  private static CompletableFuture<Void> relay(Context context, Message message) {
    TypeName probe = TypeName.typeNameOf(context.self().type().namespace(), "probe");
    context.send(
        MessageBuilder.fromMessage(message).withTargetAddress(probe, context.self().id()).build());
    return context.done();
  }

  /** The same function, on another thread and after a while. */
  private static StatefulFunction later(StatefulFunction function) {
    return (context, message) ->
        CompletableFuture.supplyAsync(
                () -> {
                  try {
                    Thread.sleep(5);
                    return function.apply(context, message);
                  } catch (Throwable failure) {
                    throw new IllegalStateException(failure);
                  }
                })
            .thenCompose(done -> done);
  }
}
