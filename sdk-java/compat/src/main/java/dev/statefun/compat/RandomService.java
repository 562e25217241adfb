package dev.statefun.compat;

import dev.statefun.sdk.java.Address;
import dev.statefun.sdk.java.Context;
import dev.statefun.sdk.java.StatefulFunction;
import dev.statefun.sdk.java.StatefulFunctionSpec;
import dev.statefun.sdk.java.StatefulFunctions;
import dev.statefun.sdk.java.TypeName;
import dev.statefun.sdk.java.ValueSpec;
import dev.statefun.sdk.java.handler.RequestReplyHandler;
import dev.statefun.sdk.java.io.KafkaEgressMessage;
import dev.statefun.sdk.java.io.KinesisEgressMessage;
import dev.statefun.sdk.java.message.EgressMessageBuilder;
import dev.statefun.sdk.java.message.Message;
import dev.statefun.sdk.java.message.MessageBuilder;
import dev.statefun.sdk.java.slice.Slice;
import dev.statefun.sdk.java.slice.Slices;
import dev.statefun.sdk.java.types.SimpleType;
import dev.statefun.sdk.java.types.SliceType;
import dev.statefun.sdk.java.types.Type;
import dev.statefun.sdk.java.types.Types;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;

/**
 * A function that does what the seed in its message says: everything that functions can do, with values at the edges. The
 * names of the states are in the order in which the official SDK's hash table has them.
 */
public final class RandomService implements Service {
  private static final TypeName SELF = TypeName.typeNameOf("example", "subject");
  private static final TypeName OTHER = TypeName.typeNameFromString("name/space/täsk");
  private static final TypeName EGRESS = TypeName.typeNameOf("example", "egress");
  private static final Type<Slice> BYTES = new SliceType(TypeName.typeNameOf("example", "bytes"));
  private static final Type<StringBuilder> MUTABLE =
      SimpleType.simpleTypeFrom(
          TypeName.typeNameOf("example", "mutable"),
          value -> value.toString().getBytes(StandardCharsets.UTF_8),
          bytes -> new StringBuilder(new String(bytes, StandardCharsets.UTF_8)));

  private static final Executor THREADS =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task);
            thread.setDaemon(true);
            return thread;
          });

  private static final List<Integer> INTS = List.of(0, 1, -1, 127, 128, Integer.MAX_VALUE, Integer.MIN_VALUE);
  private static final List<Long> LONGS = List.of(0L, 1L, -1L, 1L << 53, Long.MAX_VALUE, Long.MIN_VALUE);
  private static final List<Float> FLOATS = List.of(0f, 1f, -1.5f, Float.NaN, Float.MIN_VALUE, Float.POSITIVE_INFINITY);
  private static final List<Double> DOUBLES = List.of(0.0, 0.1, Double.NaN, Double.MAX_VALUE, Double.NEGATIVE_INFINITY);
  private static final List<String> STRINGS =
      List.of("", "Bob", "\0", "é中😀", "x".repeat(127), "x".repeat(128), "\uFFFD", "y".repeat(20_000));
  private static final List<Duration> DELAYS =
      List.of(Duration.ZERO, Duration.ofMillis(1), Duration.ofDays(3), Duration.ofNanos(1), Duration.ofMillis(Long.MAX_VALUE));

  private static final ValueSpec<Integer> A = ValueSpec.named("a").withIntType();
  private static final ValueSpec<Long> B = ValueSpec.named("b").withLongType();
  private static final ValueSpec<Float> C = ValueSpec.named("c").withFloatType();
  private static final ValueSpec<Double> D = ValueSpec.named("d").withDoubleType();
  private static final ValueSpec<String> E =
      ValueSpec.named("e").thatExpireAfterWrite(Duration.ofMillis(1)).withUtf8StringType();
  private static final ValueSpec<Boolean> F =
      ValueSpec.named("f").thatExpiresAfterCall(Duration.ofDays(1000)).withBooleanType();
  private static final ValueSpec<Slice> G = ValueSpec.named("g").withCustomType(BYTES);
  private static final ValueSpec<StringBuilder> H = ValueSpec.named("h").withCustomType(MUTABLE);

  private final RequestReplyHandler handler =
      new StatefulFunctions()
          .withStatefulFunction(
              StatefulFunctionSpec.builder(SELF).withValueSpecs(A, B, C, D, E, F, G, H).withSupplier(Subject::new))
          .requestReplyHandler();

  @Override
  public CompletableFuture<byte[]> handle(byte[] request) {
    return handler.handle(Slices.wrap(request)).thenApply(Slice::toByteArray);
  }

  private static final class Subject implements StatefulFunction {
    @Override
    public CompletableFuture<Void> apply(Context context, Message message) {
      Random random = new Random(message.isInt() ? message.asInt() : 0);
      for (int left = random.nextInt(12); left > 0; left--) act(context, message, random);
      return random.nextInt(8) == 0 ? later(() -> act(context, message, random)) : context.done();
    }
  }

  private static CompletableFuture<Void> later(Runnable task) {
    return CompletableFuture.runAsync(task, THREADS);
  }

  private static void act(Context context, Message message, Random random) {
    switch (random.nextInt(16)) {
      case 0 -> context.storage().set(A, context.storage().get(A).orElse(0) + 1);
      case 1 -> context.storage().set(B, any(LONGS, random));
      case 2 -> context.storage().set(C, any(FLOATS, random));
      case 3 -> context.storage().set(D, any(DOUBLES, random));
      case 4 -> context.storage().set(E, context.storage().get(E).orElse("") + any(STRINGS, random));
      case 5 -> context.storage().set(F, random.nextBoolean());
      case 6 -> context.storage().set(G, bytes(random));
      case 7 -> {
        StringBuilder value = context.storage().get(H).orElseGet(StringBuilder::new).append(any(INTS, random));
        context.storage().set(H, value);
        value.append("not set");
      }
      case 8 -> context.storage().remove(any(List.of(A, B, C, D, E, F, G, H), random));
      case 9, 10 -> context.send(anyMessage(context, message, random));
      case 11 -> context.sendAfter(any(DELAYS, random), anyMessage(context, message, random));
      case 12 -> context.sendAfter(any(DELAYS, random), "token", anyMessage(context, message, random));
      case 13 -> context.cancelDelayedMessage("tøken");
      case 14 -> kafka(context, random);
      default -> kinesis(context, random);
    }
  }

  private static Message anyMessage(Context context, Message received, Random random) {
    String id = any(STRINGS, random);
    MessageBuilder builder = MessageBuilder.forAddress(random.nextBoolean() ? SELF : OTHER, id);
    return switch (random.nextInt(10)) {
      case 0 -> builder.withValue(any(INTS, random)).build();
      case 1 -> builder.withValue(any(LONGS, random)).build();
      case 2 -> builder.withValue(any(FLOATS, random)).build();
      case 3 -> builder.withValue(any(DOUBLES, random)).build();
      case 4 -> builder.withValue(any(STRINGS, random)).build();
      case 5 -> builder.withValue(random.nextBoolean()).build();
      case 6 -> builder.withCustomType(BYTES, bytes(random)).build();
      case 7 -> builder.withCustomType(MUTABLE, new StringBuilder(any(STRINGS, random))).build();
      case 8 -> MessageBuilder.fromMessage(received).withTargetAddress(OTHER, id).build();
      default -> builder.withTargetAddress(context.caller().orElse(new Address(OTHER, "none"))).withValue(1).build();
    };
  }

  private static void kafka(Context context, Random random) {
    KafkaEgressMessage.Builder record = KafkaEgressMessage.forEgress(EGRESS).withTopic(any(STRINGS, random));
    switch (random.nextInt(4)) {
      case 0 -> record.withUtf8Key(any(STRINGS, random));
      case 1 -> record.withKey(new byte[] {(byte) 0xc3, (byte) 0xa9, 0});
      case 2 -> record.withKey(Types.stringType(), "key");
      default -> record.withTopic(Slices.copyFromUtf8("topic"));
    }
    if (random.nextBoolean()) record.withUtf8Value(any(STRINGS, random));
    else record.withValue(Types.stringType(), any(STRINGS, random));
    context.send(record.build());
  }

  private static void kinesis(Context context, Random random) {
    if (random.nextBoolean()) {
      context.send(EgressMessageBuilder.forEgress(OTHER).withValue(any(STRINGS, random)).build());
      return;
    }
    KinesisEgressMessage.Builder record =
        KinesisEgressMessage.forEgress(EGRESS)
            .withStream(any(STRINGS, random))
            .withUtf8PartitionKey(any(STRINGS, random))
            .withValue(bytes(random));
    if (random.nextBoolean()) record.withUtf8ExplicitHashKey("42");
    context.send(record.build());
  }

  private static Slice bytes(Random random) {
    byte[] bytes = new byte[random.nextInt(300)];
    random.nextBytes(bytes);
    return Slices.wrap(bytes, bytes.length / 3, bytes.length / 2);
  }

  private static <T> T any(List<T> values, Random random) {
    return values.get(random.nextInt(values.size()));
  }
}
