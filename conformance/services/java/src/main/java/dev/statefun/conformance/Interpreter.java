package dev.statefun.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.statefun.sdk.java.Address;
import org.apache.flink.statefun.sdk.java.Context;
import org.apache.flink.statefun.sdk.java.StatefulFunction;
import org.apache.flink.statefun.sdk.java.TypeName;
import org.apache.flink.statefun.sdk.java.io.KafkaEgressMessage;
import org.apache.flink.statefun.sdk.java.io.KinesisEgressMessage;
import org.apache.flink.statefun.sdk.java.message.EgressMessageBuilder;
import org.apache.flink.statefun.sdk.java.message.Message;
import org.apache.flink.statefun.sdk.java.message.MessageBuilder;
import org.apache.flink.statefun.sdk.java.types.SimpleType;
import org.apache.flink.statefun.sdk.java.types.Type;

/** A function that does what the script in a message says; any other message it reports. */
final class Interpreter implements StatefulFunction {
  private static final TypeName PLAYGROUND = TypeName.typeNameFromString("io.statefun.playground/egress");
  private static final TypeName KAFKA = TypeName.typeNameFromString("conformance/kafka");
  private static final TypeName KINESIS = TypeName.typeNameFromString("conformance/kinesis");
  private static final Type<JsonNode> RECORD =
      SimpleType.simpleImmutableTypeFrom(
          TypeName.typeNameFromString("io.statefun.playground/EgressRecord"),
          Kind.JSON::writeValueAsBytes,
          Kind.JSON::readTree);

  private final List<State<?>> states;

  Interpreter(List<State<?>> states) {
    this.states = states;
  }

  @Override
  public CompletableFuture<Void> apply(Context context, Message message) throws Exception {
    if (message.is(Kind.SCRIPT)) {
      for (JsonNode command : message.as(Kind.SCRIPT)) execute(context, command);
    } else {
      ObjectNode report = report(context, "received");
      report.set("message", describe(message));
      publish(context, report, null);
    }
    return context.done();
  }

  private void execute(Context context, JsonNode command) throws Exception {
    switch (command.get("op").asText()) {
      case "set" -> state(command).set(context.storage(), command.get("value"));
      case "remove" -> state(command).remove(context.storage());
      case "add" -> {
        State<?> total = state("total");
        int sum = total.get(context.storage()).asInt() + command.get("value").asInt();
        total.set(context.storage(), IntNode.valueOf(sum));
      }
      case "send" -> send(context, command);
      case "reply" -> context.send(message(context.caller().orElseThrow(), command));
      case "cancel" -> context.cancelDelayedMessage(command.get("token").asText());
      case "report" -> {
        ObjectNode report = report(context, command.get("tag").asText());
        ObjectNode values = report.putObject("states");
        for (State<?> state : states) values.set(state.name(), state.get(context.storage()));
        publish(context, report, command.get("topic"));
      }
      case "kafka" -> kafka(context, command);
      case "kinesis" -> kinesis(context, command);
      case "egress" -> egress(context, command, Kind.named(command.get("as").asText()));
      case "sleep" -> Thread.sleep(command.get("ms").asLong());
      case "fail" -> throw new IllegalStateException("the script says so");
      default -> throw new IllegalArgumentException("unknown command: " + command);
    }
  }

  private State<?> state(JsonNode command) {
    return state(command.get("state").asText());
  }

  private State<?> state(String name) {
    return states.stream().filter(state -> state.name().equals(name)).findFirst().orElseThrow();
  }

  private static void send(Context context, JsonNode command) {
    TypeName type = TypeName.typeNameFromString(command.get("to").asText());
    Message message = message(new Address(type, command.get("id").asText()), command);
    JsonNode delayMs = command.get("delayMs");
    JsonNode token = command.get("token");
    if (delayMs == null) {
      context.send(message);
    } else if (token == null) {
      context.sendAfter(Duration.ofMillis(delayMs.asLong()), message);
    } else {
      context.sendAfter(Duration.ofMillis(delayMs.asLong()), token.asText(), message);
    }
  }

  private static Message message(Address target, JsonNode command) {
    MessageBuilder builder = MessageBuilder.forAddress(target);
    JsonNode value = command.get("value");
    String as = command.get("as").asText();
    switch (as) {
      case "script" -> builder.withCustomType(Kind.SCRIPT, value);
      case "bool" -> builder.withValue(value.asBoolean());
      case "int" -> builder.withValue(value.asInt());
      case "long" -> builder.withValue(value.asLong());
      case "float" -> builder.withValue(Kind.toFloat(value));
      case "double" -> builder.withValue(Kind.toDouble(value));
      case "string" -> builder.withValue(value.asText());
      default -> withCustom(builder, Kind.named(as), value);
    }
    return builder.build();
  }

  private static <T> void withCustom(MessageBuilder builder, Kind<T> kind, JsonNode value) {
    builder.withCustomType(kind.type(), kind.fromJson().apply(value));
  }

  private static void kafka(Context context, JsonNode command) {
    KafkaEgressMessage.Builder record =
        KafkaEgressMessage.forEgress(KAFKA).withTopic(command.get("topic").asText());
    if (command.has("key")) record.withUtf8Key(command.get("key").asText());
    if (command.has("as")) typed(record, Kind.named(command.get("as").asText()), command.get("value"));
    else record.withUtf8Value(command.get("value").asText());
    context.send(record.build());
  }

  private static <T> void typed(KafkaEgressMessage.Builder record, Kind<T> kind, JsonNode value) {
    record.withValue(kind.type(), kind.fromJson().apply(value));
  }

  private static void kinesis(Context context, JsonNode command) {
    KinesisEgressMessage.Builder record =
        KinesisEgressMessage.forEgress(KINESIS)
            .withStream(command.get("stream").asText())
            .withUtf8PartitionKey(command.get("partitionKey").asText())
            .withUtf8Value(command.get("value").asText());
    if (command.has("explicitHashKey")) {
      record.withUtf8ExplicitHashKey(command.get("explicitHashKey").asText());
    }
    context.send(record.build());
  }

  private static <T> void egress(Context context, JsonNode command, Kind<T> kind) {
    TypeName egress = TypeName.typeNameFromString(command.get("egress").asText());
    T value = kind.fromJson().apply(command.get("value"));
    context.send(EgressMessageBuilder.forEgress(egress).withCustomType(kind.type(), value).build());
  }

  private static ObjectNode report(Context context, String tag) {
    ObjectNode report = Kind.JSON.createObjectNode().put("tag", tag).put("self", text(context.self()));
    return report.put("caller", context.caller().map(Interpreter::text).orElse(null));
  }

  private static String text(Address address) {
    return address.type().asTypeNameString() + "/" + address.id();
  }

  private static ObjectNode describe(Message message) {
    byte[] raw = message.rawValue().toByteArray();
    ObjectNode described =
        Kind.JSON
            .createObjectNode()
            .put("typename", message.valueTypeName().asTypeNameString())
            .put("length", raw.length);
    described.set("bytes", Kind.bytesJson(raw));
    ArrayNode is = described.putArray("is");
    for (Kind<?> kind : Kind.all()) {
      if (!message.is(kind.type())) continue;
      is.add(kind.name());
      described.set("value", decode(message, kind));
    }
    return described;
  }

  /** By the method of the type's own, where there is one. */
  private static JsonNode decode(Message message, Kind<?> kind) {
    if (message.isInt()) return Kind.JSON.valueToTree(message.asInt());
    if (message.isLong()) return Kind.JSON.valueToTree(Long.toString(message.asLong()));
    if (message.isBoolean()) return Kind.JSON.valueToTree(message.asBoolean());
    if (message.isFloat()) return Kind.floatJson(message.asFloat());
    if (message.isDouble()) return Kind.doubleJson(message.asDouble());
    if (message.isUtf8String()) return Kind.JSON.valueToTree(message.asUtf8String());
    return decodeCustom(message, kind);
  }

  private static <T> JsonNode decodeCustom(Message message, Kind<T> kind) {
    return kind.toJson().apply(message.as(kind.type()));
  }

  /** To a topic of Kafka, or else to the playground. */
  private static void publish(Context context, ObjectNode report, JsonNode topic) throws Exception {
    String payload = Kind.JSON.writeValueAsString(report);
    if (topic != null) {
      context.send(
          KafkaEgressMessage.forEgress(KAFKA)
              .withTopic(topic.asText())
              .withUtf8Key(context.self().id())
              .withUtf8Value(payload)
              .build());
      return;
    }
    JsonNode record = Kind.JSON.createObjectNode().put("topic", "reports").put("payload", payload);
    context.send(EgressMessageBuilder.forEgress(PLAYGROUND).withCustomType(RECORD, record).build());
  }
}
