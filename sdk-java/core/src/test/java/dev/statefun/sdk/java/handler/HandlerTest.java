package dev.statefun.sdk.java.handler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.statefun.sdk.java.Context;
import dev.statefun.sdk.java.StatefulFunction;
import dev.statefun.sdk.java.StatefulFunctionSpec;
import dev.statefun.sdk.java.StatefulFunctions;
import dev.statefun.sdk.java.TypeName;
import dev.statefun.sdk.java.ValueSpec;
import dev.statefun.sdk.java.Vectors;
import dev.statefun.sdk.java.io.KafkaEgressMessage;
import dev.statefun.sdk.java.io.KinesisEgressMessage;
import dev.statefun.sdk.java.message.EgressMessageBuilder;
import dev.statefun.sdk.java.message.Message;
import dev.statefun.sdk.java.message.MessageBuilder;
import dev.statefun.sdk.java.slice.Slice;
import dev.statefun.sdk.java.slice.Slices;
import dev.statefun.sdk.java.storage.IllegalStorageAccessException;
import dev.statefun.sdk.java.types.SimpleType;
import dev.statefun.sdk.java.types.Type;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class HandlerTest {
  private static final TypeName ALL = TypeName.typeNameOf("example", "all");
  private static final TypeName GREETER = TypeName.typeNameOf("example", "greeter");
  private static final Type<String> JSON = textType("Json");
  private static final Type<String> TEXT = textType("text");

  private static final ValueSpec<Integer> VISITS = ValueSpec.named("visits").withIntType();
  private static final ValueSpec<Long> SEEN =
      ValueSpec.named("seen").thatExpiresAfterCall(Duration.ofDays(1)).withLongType();
  private static final ValueSpec<String> PROFILE =
      ValueSpec.named("profile").thatExpireAfterWrite(Duration.ofMillis(1)).withCustomType(JSON);
  private static final ValueSpec<String> GONE = ValueSpec.named("gone").withUtf8StringType();

  private static Type<String> textType(String name) {
    return SimpleType.simpleTypeFrom(
        TypeName.typeNameOf("example", name),
        value -> value.getBytes(StandardCharsets.UTF_8),
        bytes -> new String(bytes, StandardCharsets.UTF_8));
  }

  /** What the function of the vectors does, which is written in Python there. */
  private static CompletableFuture<Void> useAll(Context context, Message message) {
    int visits = context.storage().get(VISITS).orElse(0) + 1;
    context.storage().remove(GONE);
    context.storage().set(PROFILE, "{\"name\": \"" + message.asUtf8String() + "\", \"visits\": " + visits + "}");
    context.storage().set(SEEN, Long.MAX_VALUE);
    context.storage().set(VISITS, visits);
    Type<byte[]> raw = SimpleType.simpleTypeFrom(TypeName.typeNameOf("example", "raw"), b -> b, b -> b);
    context.send(MessageBuilder.forAddress(GREETER, "x").withCustomType(raw, new byte[] {0, (byte) 0xff}).build());
    context.send(MessageBuilder.forAddress(GREETER, "x").withValue(false).build());
    Message later = MessageBuilder.forAddress(GREETER, "x").withValue(-0.5).build();
    context.sendAfter(Duration.ofMinutes(15), later);
    context.sendAfter(Duration.ofDays(3), "flow-1234", later);
    context.cancelDelayedMessage("flow-1234");
    TypeName greets = TypeName.typeNameOf("example", "greets");
    context.send(
        KafkaEgressMessage.forEgress(greets)
            .withTopic("greetings")
            .withUtf8Key(context.self().id())
            .withUtf8Value("hi")
            .build());
    context.send(KafkaEgressMessage.forEgress(greets).withTopic("greetings").withValue(new byte[] {0, 0, 1, 2}).build());
    context.send(
        KinesisEgressMessage.forEgress(TypeName.typeNameOf("example", "stream"))
            .withStream("s")
            .withUtf8PartitionKey("p")
            .withUtf8Value("v")
            .withUtf8ExplicitHashKey("42")
            .build());
    TypeName any = TypeName.typeNameOf("example", "any");
    context.send(EgressMessageBuilder.forEgress(any).withCustomType(JSON, "{\"a\": 1}").build());
    return context.done();
  }

  @Test
  void repliesAreThoseOfTheOfficialPythonSdkByteForByte() {
    RequestReplyHandler handler = handler(HandlerTest::useAll, VISITS, SEEN, PROFILE, GONE);
    for (JsonNode vector : Vectors.read("python-sdk.json")) {
      byte[] reply = handler.handle(Slices.wrap(Vectors.bytes(vector.get("request")))).join().toByteArray();
      assertEquals(vector.get("response").asText(), HexFormat.of().formatHex(reply), vector.get("name").asText());
    }
  }

  @Test
  void messagesOfABatchAreHandledOneAfterTheOtherAlsoWhenTheyTakeTime() {
    List<String> order = new ArrayList<>();
    RequestReplyHandler handler =
        handler(
            (context, message) -> {
              order.add("begin");
              return CompletableFuture.runAsync(
                  () -> order.add("end"), CompletableFuture.delayedExecutor(1, TimeUnit.MILLISECONDS));
            });
    handler.handle(batchOfTwo()).join();
    assertEquals(List.of("begin", "end", "begin", "end"), order);
  }

  @Test
  void aHundredThousandMessagesInABatchAreNoProblem() {
    ByteArrayOutputStream inner = new ByteArrayOutputStream();
    inner.writeBytes(HexFormat.of().parseHex("0a130a076578616d706c651203616c6c1a03426f62"));
    for (int i = 0; i < 100_000; i++) inner.writeBytes(HexFormat.of().parseHex("1a0912070a03612f621001"));
    int[] count = {0};
    ExecutorService executor = Executors.newSingleThreadExecutor();
    RequestReplyHandler handler =
        handler(
            (context, message) ->
                ++count[0] % 2 == 0 ? context.done() : CompletableFuture.runAsync(() -> {}, executor));
    handler.handle(request(inner.toByteArray())).join();
    executor.shutdown();
    assertEquals(100_000, count[0]);
  }

  @Test
  void aFailureFailsTheWholeBatchWithWhatTheFunctionFailedWith() {
    IOException thrown = new IOException("thrown");
    int[] calls = {0};
    RequestReplyHandler throwing =
        handler(
            (context, message) -> {
              calls[0]++;
              throw thrown;
            });
    assertSame(thrown, failure(throwing, batchOfTwo()));
    assertEquals(1, calls[0]);
    assertSame(thrown, failure(handler((context, message) -> CompletableFuture.failedFuture(thrown)), batchOfTwo()));
    RequestReplyHandler later =
        handler(
            (context, message) ->
                CompletableFuture.runAsync(
                    () -> {
                      throw new CompletionException(thrown);
                    }));
    assertSame(thrown, failure(later, batchOfTwo()));
    StackOverflowError error = new StackOverflowError();
    RequestReplyHandler withError =
        handler(
            (context, message) -> {
              throw error;
            });
    assertSame(error, failure(withError, batchOfTwo()));
  }

  @Test
  void nullInPlaceOfAFutureOrAnInstanceIsExplained() {
    assertMessage("returned null in place of a future", failure(handler((context, message) -> null), batchOfTwo()));
    StatefulFunctionSpec spec = StatefulFunctionSpec.builder(ALL).withSupplier(() -> null).build();
    RequestReplyHandler handler = new StatefulFunctions().withStatefulFunction(spec).requestReplyHandler();
    assertMessage("gave null in place of an instance", failure(handler, batchOfTwo()));
  }

  @Test
  void aContextThatIsUsedAfterItsFunctionHasCompletedThrows() {
    List<Context> contexts = new ArrayList<>();
    RequestReplyHandler handler =
        handler(
            (context, message) -> {
              // That of the message before, while the batch still goes on.
              if (!contexts.isEmpty()) {
                assertThrows(IllegalStateException.class, () -> contexts.get(0).cancelDelayedMessage("t"));
              }
              contexts.add(context);
              return context.done();
            },
            VISITS, SEEN, PROFILE, GONE);
    handler.handle(batchOfTwo()).join();
    assertEquals(2, contexts.size());
    Context kept = contexts.get(1);
    Message message = MessageBuilder.forAddress(GREETER, "x").withValue(1).build();
    List<Runnable> uses =
        List.of(
            () -> kept.send(message),
            () -> kept.sendAfter(Duration.ZERO, message),
            () -> kept.send(EgressMessageBuilder.forEgress(ALL).withValue(1).build()),
            () -> kept.storage().get(VISITS),
            () -> kept.storage().set(VISITS, 1),
            () -> kept.storage().remove(VISITS));
    for (Runnable use : uses) {
      assertMessage("after it has completed", assertThrows(IllegalStateException.class, use::run));
    }
    assertEquals("Bob", kept.self().id());
  }

  @Test
  void statesAreUsedAsTheyAreDeclared() {
    RequestReplyHandler handler =
        handler(
            (context, message) -> {
              ValueSpec<Integer> unknown = ValueSpec.named("unknown").withIntType();
              ValueSpec<Long> other = ValueSpec.named("visits").withLongType();
              List<Runnable> uses =
                  List.of(
                      () -> context.storage().get(unknown),
                      () -> context.storage().get(other),
                      () -> context.storage().set(VISITS, null));
              List<String> problems = List.of("is not declared", "io.statefun.types/int", "can't be set to null");
              for (int i = 0; i < uses.size(); i++) {
                assertMessage(problems.get(i), assertThrows(IllegalStorageAccessException.class, uses.get(i)::run));
              }
              return context.done();
            },
            VISITS, SEEN, PROFILE, GONE);
    handler.handle(batchOfTwo()).join();
  }

  @Test
  void aValueOfAnotherTypeThanDeclaredIsAnError() {
    RequestReplyHandler handler =
        handler(
            (context, message) -> {
              context.storage().get(ValueSpec.named("visits").withLongType());
              return context.done();
            },
            ValueSpec.named("visits").withLongType());
    // The state "visits" of type a/b.
    byte[] inner =
        HexFormat.of().parseHex("0a130a076578616d706c651203616c6c1a03426f62" + "12110a0676697369747312070a03612f621001"
            + "1a0912070a03612f621001");
    assertMessage("has a value of type a/b", failure(handler, request(inner)));
  }

  @Test
  void delaysAndTokensThatMakeNoSenseAreRefused() {
    RequestReplyHandler handler =
        handler(
            (context, message) -> {
              Message out = MessageBuilder.forAddress(GREETER, "x").withValue(1).build();
              Duration huge = Duration.ofSeconds(Long.MAX_VALUE);
              assertThrows(IllegalArgumentException.class, () -> context.sendAfter(huge, out));
              assertThrows(IllegalArgumentException.class, () -> context.sendAfter(Duration.ZERO, "", out));
              assertThrows(IllegalArgumentException.class, () -> context.sendAfter(Duration.ZERO, null, out));
              assertThrows(IllegalArgumentException.class, () -> context.sendAfter(Duration.ZERO, "\ud800", out));
              assertThrows(IllegalArgumentException.class, () -> context.cancelDelayedMessage(""));
              assertThrows(IllegalArgumentException.class, () -> context.cancelDelayedMessage(null));
              Message lone = MessageBuilder.forAddress(GREETER, "\ud800").withValue(1).build();
              assertThrows(IllegalArgumentException.class, () -> context.send(lone));
              context.sendAfter(Duration.ofSeconds(-1), out);
              return context.done();
            });
    String reply = HexFormat.of().formatHex(handler.handle(batchOfTwo()).join().toByteArray());
    // A negative delay is none: the field is left out, so that the target comes first.
    assertTrue(reply.contains("1a39" + "1215"), reply);
  }

  @Test
  void requestsThatAreNoneAreRefusedWithWhatIsWrong() {
    RequestReplyHandler handler = handler(HandlerTest::useAll, VISITS, SEEN, PROFILE, GONE);
    assertMessage("cut short", failure(handler, Slices.wrap(new byte[] {(byte) 0xa2, 6})));
    assertMessage("which address", failure(handler, request(new byte[0])));
    byte[] noValue = HexFormat.of().parseHex("0a130a076578616d706c651203616c6c1a03426f621a00");
    assertMessage("has no value", failure(handler, request(noValue)));
    byte[] noNamespace = HexFormat.of().parseHex("0a051203616c6c");
    Throwable empty = failure(handler, request(noNamespace));
    assertMessage("namespace", empty);
    assertInstanceOf(InvalidRequestException.class, empty);
    byte[] unknown = HexFormat.of().parseHex("0a0a0a07" + "6578616d706c65120161");
    byte[] fixed = unknown.clone();
    fixed[1] = 12;
    Throwable failure = failure(handler, request(fixed));
    assertInstanceOf(UnknownFunctionException.class, failure);
    assertMessage("example/a", failure);
  }

  @Test
  void aMutableValueThatAFunctionHoldsIsACopy() {
    Type<StringBuilder> type =
        SimpleType.simpleTypeFrom(
            TypeName.typeNameOf("example", "mutable"),
            value -> value.toString().getBytes(StandardCharsets.UTF_8),
            bytes -> new StringBuilder(new String(bytes, StandardCharsets.UTF_8)));
    ValueSpec<StringBuilder> state = ValueSpec.named("visits").withCustomType(type);
    RequestReplyHandler handler =
        handler(
            (context, message) -> {
              StringBuilder value = new StringBuilder("set");
              context.storage().set(state, value);
              value.append(" and changed");
              context.storage().get(state).orElseThrow().append(" and read");
              assertEquals("set", context.storage().get(state).orElseThrow().toString());
              return context.done();
            },
            state);
    byte[] inner =
        HexFormat.of().parseHex("0a130a076578616d706c651203616c6c1a03426f62" + "12080a06766973697473" + "1a0912070a03612f621001");
    String reply = HexFormat.of().formatHex(handler.handle(request(inner)).join().toByteArray());
    assertTrue(reply.endsWith("1a03736574"), reply);
  }

  @Test
  void functionsAndStatesThatAreThereTwiceAreRefused() {
    StatefulFunctionSpec.Builder spec = StatefulFunctionSpec.builder(ALL).withSupplier(() -> HandlerTest::useAll);
    StatefulFunctions functions = new StatefulFunctions().withStatefulFunction(spec);
    assertMessage("example/all", assertThrows(IllegalArgumentException.class, () -> functions.withStatefulFunction(spec)));
    spec.withValueSpec(VISITS);
    assertMessage("visits", assertThrows(IllegalArgumentException.class, () -> spec.withValueSpec(VISITS)));
    StatefulFunctionSpec.Builder without = StatefulFunctionSpec.builder(GREETER);
    assertMessage("withSupplier", assertThrows(NullPointerException.class, without::build));
    assertFalse(functions.functionSpecs().isEmpty());
  }

  private static RequestReplyHandler handler(StatefulFunction function, ValueSpec<?>... states) {
    StatefulFunctionSpec spec =
        StatefulFunctionSpec.builder(ALL).withValueSpecs(states).withSupplier(() -> function).build();
    return new StatefulFunctions().withStatefulFunction(spec).requestReplyHandler();
  }

  private static Slice batchOfTwo() {
    return Slices.wrap(Vectors.bytes(Vectors.read("python-sdk.json").get(1).get("request")));
  }

  private static Slice request(byte[] invocation) {
    ByteArrayOutputStream request = new ByteArrayOutputStream();
    request.writeBytes(new byte[] {(byte) 0xa2, 0x06});
    int rest = invocation.length;
    for (; rest > 0x7f; rest >>>= 7) request.write(rest & 0x7f | 0x80);
    request.write(rest);
    request.writeBytes(invocation);
    return Slices.wrap(request.toByteArray());
  }

  private static Throwable failure(RequestReplyHandler handler, Slice request) {
    return assertThrows(CompletionException.class, () -> handler.handle(request).join()).getCause();
  }

  private static void assertMessage(String part, Throwable failure) {
    assertTrue(String.valueOf(failure.getMessage()).contains(part), failure::toString);
  }
}
