package dev.statefun.sdk.java;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.statefun.sdk.java.io.KafkaEgressMessage;
import dev.statefun.sdk.java.io.KinesisEgressMessage;
import dev.statefun.sdk.java.message.EgressMessage;
import dev.statefun.sdk.java.message.EgressMessageBuilder;
import dev.statefun.sdk.java.message.Message;
import dev.statefun.sdk.java.message.MessageBuilder;
import dev.statefun.sdk.java.slice.Slices;
import dev.statefun.sdk.java.types.SimpleType;
import dev.statefun.sdk.java.types.SliceType;
import dev.statefun.sdk.java.types.Type;
import dev.statefun.sdk.java.types.Types;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** The functions of conformance/vectors, whose README says what they do. */
public final class VectorFunctions implements StatefulFunction {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final TypeName SINK = TypeName.typeNameFromString("vectors/sink");
  private static final Type<JsonNode> SCRIPT =
      SimpleType.simpleImmutableTypeFrom(
          TypeName.typeNameFromString("conformance/Script"), JSON::writeValueAsBytes, JSON::readTree);
  private static final Map<String, Kind<?>> KINDS = kinds();

  private final Map<String, State<?>> states;

  private VectorFunctions(Map<String, State<?>> states) {
    this.states = states;
  }

  /** A type of values, and what a value in a script means. */
  private record Kind<T>(Type<T> type, Function<JsonNode, T> fromJson) {
    Message message(MessageBuilder builder, JsonNode value) {
      return builder.withCustomType(type, fromJson.apply(value)).build();
    }

    EgressMessage record(EgressMessageBuilder builder, JsonNode value) {
      return builder.withCustomType(type, fromJson.apply(value)).build();
    }

    KafkaEgressMessage.Builder value(KafkaEgressMessage.Builder builder, JsonNode value) {
      return builder.withValue(type, fromJson.apply(value));
    }

    Message echo(Message message) {
      return to("echo").withCustomType(type, message.as(type)).build();
    }

    State<T> state(ValueSpec.Untyped untyped) {
      return new State<>(this, untyped.withCustomType(type));
    }
  }

  private record State<T>(Kind<T> kind, ValueSpec<T> spec) {
    void set(Context context, JsonNode value) {
      context.storage().set(spec, kind.fromJson.apply(value));
    }

    void remove(Context context) {
      context.storage().remove(spec);
    }

    Message tell(Context context) {
      return context
          .storage()
          .get(spec)
          .map(value -> to(spec.name()).withCustomType(kind.type, value).build())
          .orElseGet(() -> to("none").withValue(spec.name()).build());
    }
  }

  private static Map<String, Kind<?>> kinds() {
    Map<String, Kind<?>> kinds = new LinkedHashMap<>();
    kinds.put("bool", new Kind<>(Types.booleanType(), JsonNode::asBoolean));
    kinds.put("int", new Kind<>(Types.integerType(), JsonNode::asInt));
    kinds.put("long", new Kind<>(Types.longType(), value -> Long.parseLong(value.asText())));
    kinds.put("float", new Kind<>(Types.floatType(), value -> Float.parseFloat(value.asText())));
    kinds.put("double", new Kind<>(Types.doubleType(), value -> Double.parseDouble(value.asText())));
    kinds.put("string", new Kind<>(Types.stringType(), JsonNode::asText));
    kinds.put(
        "custom",
        new Kind<>(
            new SliceType(TypeName.typeNameFromString("conformance/Bytes")),
            value -> Slices.wrap(HexFormat.of().parseHex(value.asText()))));
    return kinds;
  }

  public static StatefulFunctions all() {
    Map<String, State<?>> probe = new LinkedHashMap<>();
    KINDS.forEach((name, kind) -> probe.put(name, kind.state(ValueSpec.named(name))));
    probe.put("total", KINDS.get("int").state(ValueSpec.named("total")));
    Map<String, State<?>> expiring = new LinkedHashMap<>();
    expiring.put("kept", KINDS.get("int").state(ValueSpec.named("kept")));
    expiring.put(
        "written",
        KINDS.get("string").state(ValueSpec.named("written").thatExpireAfterWrite(Duration.ofMillis(90_061_001))));
    expiring.put(
        "called", KINDS.get("long").state(ValueSpec.named("called").thatExpiresAfterCall(Duration.ofDays(36_500))));
    return new StatefulFunctions()
        .withStatefulFunction(spec("probe", probe))
        .withStatefulFunction(spec("expiring", expiring))
        .withStatefulFunction(spec("stateless", Map.of()));
  }

  private static StatefulFunctionSpec spec(String name, Map<String, State<?>> states) {
    ValueSpec<?>[] specs = states.values().stream().map(State::spec).toArray(ValueSpec<?>[]::new);
    return StatefulFunctionSpec.builder(TypeName.typeNameOf("vectors", name))
        .withValueSpecs(specs)
        .withSupplier(() -> new VectorFunctions(states))
        .build();
  }

  @Override
  public CompletableFuture<Void> apply(Context context, Message message) {
    if (message.is(SCRIPT)) {
      for (JsonNode command : message.as(SCRIPT)) execute(context, command);
    } else {
      Kind<?> kind = KINDS.values().stream().filter(it -> message.is(it.type)).findFirst().orElseThrow();
      context.send(kind.echo(message));
    }
    return context.done();
  }

  private void execute(Context context, JsonNode command) {
    switch (command.get("op").asText()) {
      case "set" -> state(command).set(context, command.get("value"));
      case "remove" -> state(command).remove(context);
      case "add" -> add(context, command.get("value").asInt());
      case "tell" -> context.send(state(command).tell(context));
      case "send" -> send(context, command);
      case "reply" -> context.send(message(MessageBuilder.forAddress(context.caller().orElseThrow()), command));
      case "cancel" -> context.cancelDelayedMessage(command.get("token").asText());
      case "kafka", "kinesis", "egress" -> context.send(record(command));
      default -> throw new IllegalStateException("the script says " + command);
    }
  }

  /** A state of the function, or one that nobody has declared. */
  private State<?> state(JsonNode command) {
    String name = command.get("state").asText();
    State<?> state = states.get(name);
    return state != null ? state : KINDS.get("int").state(ValueSpec.named(name));
  }

  private static void add(Context context, int value) {
    ValueSpec<Integer> total = ValueSpec.named("total").withIntType();
    context.storage().set(total, context.storage().get(total).orElse(0) + value);
  }

  private static void send(Context context, JsonNode command) {
    TypeName type = TypeName.typeNameFromString(command.get("to").asText());
    Message message = message(MessageBuilder.forAddress(type, command.get("id").asText()), command);
    if (!command.has("delayMs")) {
      context.send(message);
      return;
    }
    Duration delay = Duration.ofMillis(command.get("delayMs").asLong());
    if (command.has("token")) context.sendAfter(delay, command.get("token").asText(), message);
    else context.sendAfter(delay, message);
  }

  private static Message message(MessageBuilder builder, JsonNode command) {
    return KINDS.get(command.get("as").asText()).message(builder, command.get("value"));
  }

  private static MessageBuilder to(String id) {
    return MessageBuilder.forAddress(SINK, id);
  }

  private static EgressMessage record(JsonNode command) {
    JsonNode value = command.get("value");
    Kind<?> kind = command.has("as") ? KINDS.get(command.get("as").asText()) : null;
    switch (command.get("op").asText()) {
      case "kafka" -> {
        KafkaEgressMessage.Builder builder =
            KafkaEgressMessage.forEgress(TypeName.typeNameFromString("conformance/kafka"))
                .withTopic(command.get("topic").asText());
        if (command.has("key")) builder.withUtf8Key(command.get("key").asText());
        return (kind == null ? builder.withUtf8Value(value.asText()) : kind.value(builder, value)).build();
      }
      case "kinesis" -> {
        KinesisEgressMessage.Builder builder =
            KinesisEgressMessage.forEgress(TypeName.typeNameFromString("conformance/kinesis"))
                .withStream(command.get("stream").asText())
                .withUtf8PartitionKey(command.get("partitionKey").asText())
                .withUtf8Value(value.asText());
        if (command.has("explicitHashKey")) {
          builder.withUtf8ExplicitHashKey(command.get("explicitHashKey").asText());
        }
        return builder.build();
      }
      default -> {
        TypeName egress = TypeName.typeNameFromString(command.get("egress").asText());
        return kind.record(EgressMessageBuilder.forEgress(egress), value);
      }
    }
  }
}
