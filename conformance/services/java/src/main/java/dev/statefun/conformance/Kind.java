package dev.statefun.conformance;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.FloatNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.google.protobuf.Timestamp;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.apache.flink.statefun.sdk.java.TypeName;
import org.apache.flink.statefun.sdk.java.ValueSpec;
import org.apache.flink.statefun.sdk.java.slice.Slice;
import org.apache.flink.statefun.sdk.java.slice.Slices;
import org.apache.flink.statefun.sdk.java.types.SimpleType;
import org.apache.flink.statefun.sdk.java.types.SliceType;
import org.apache.flink.statefun.sdk.java.types.Type;
import org.apache.flink.statefun.sdk.java.types.Types;

/** A type of values under the name that scripts call it by, and how its values look in JSON. */
record Kind<T>(
    String name,
    Type<T> type,
    Function<ValueSpec.Untyped, ValueSpec<T>> specOf,
    Function<JsonNode, T> fromJson,
    Function<T, JsonNode> toJson) {

  static final ObjectMapper JSON = new ObjectMapper();
  static final Type<JsonNode> SCRIPT = jsonType("Script");
  private static final int HEX_BYTES_MAX = 64;
  private static final Map<String, Kind<?>> KINDS = new LinkedHashMap<>();

  static {
    add("bool", Types.booleanType(), ValueSpec.Untyped::withBooleanType, JsonNode::asBoolean, BooleanNode::valueOf);
    add("int", Types.integerType(), ValueSpec.Untyped::withIntType, JsonNode::asInt, IntNode::valueOf);
    // JSON's numbers don't hold all 64 bits in every language.
    add("long", Types.longType(), ValueSpec.Untyped::withLongType, JsonNode::asLong, value -> text(value.toString()));
    add("float", Types.floatType(), ValueSpec.Untyped::withFloatType, Kind::toFloat, Kind::floatJson);
    add("double", Types.doubleType(), ValueSpec.Untyped::withDoubleType, Kind::toDouble, Kind::doubleJson);
    add("string", Types.stringType(), ValueSpec.Untyped::withUtf8StringType, JsonNode::asText, TextNode::valueOf);
    addCustom("json", jsonType("Json"), Function.identity(), Function.identity());
    addCustom("proto", timestampType(), Kind::timestamp, Kind::timestampJson);
    addCustom("custom", new SliceType(TypeName.typeNameOf("conformance", "Bytes")), Kind::slice, Kind::sliceJson);
  }

  static Kind<?> named(String name) {
    return KINDS.get(name);
  }

  static Iterable<Kind<?>> all() {
    return KINDS.values();
  }

  /** Bytes as text: all of them in hex, or of many a digest. */
  static TextNode bytesJson(byte[] bytes) {
    if (bytes.length <= HEX_BYTES_MAX) return text(HexFormat.of().formatHex(bytes));
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
      return text("sha256:" + HexFormat.of().formatHex(digest));
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException(missing);
    }
  }

  private static <T> void add(
      String name,
      Type<T> type,
      Function<ValueSpec.Untyped, ValueSpec<T>> specOf,
      Function<JsonNode, T> fromJson,
      Function<T, JsonNode> toJson) {
    KINDS.put(name, new Kind<>(name, type, specOf, fromJson, toJson));
  }

  private static <T> void addCustom(
      String name, Type<T> type, Function<JsonNode, T> fromJson, Function<T, JsonNode> toJson) {
    add(name, type, untyped -> untyped.withCustomType(type), fromJson, toJson);
  }

  private static TextNode text(String value) {
    return TextNode.valueOf(value);
  }

  static float toFloat(JsonNode json) {
    return json.isTextual() ? Float.parseFloat(json.asText()) : json.floatValue();
  }

  static double toDouble(JsonNode json) {
    return json.isTextual() ? Double.parseDouble(json.asText()) : json.asDouble();
  }

  static JsonNode floatJson(float value) {
    return isJsonNumber(value) ? FloatNode.valueOf(value) : text(Float.toString(value));
  }

  static JsonNode doubleJson(double value) {
    return isJsonNumber(value) ? DoubleNode.valueOf(value) : text(Double.toString(value));
  }

  /** Not so of NaN, of infinities, and, for some decoders, of -0.0: they are text. */
  private static boolean isJsonNumber(double value) {
    return Double.isFinite(value) && Double.compare(value, -0.0) != 0;
  }

  private static Type<JsonNode> jsonType(String name) {
    return SimpleType.simpleImmutableTypeFrom(
        TypeName.typeNameOf("conformance", name), Kind::write, JSON::readTree);
  }

  private static byte[] write(JsonNode value) throws JsonProcessingException {
    return JSON.writeValueAsBytes(value);
  }

  private static Type<Timestamp> timestampType() {
    return SimpleType.simpleTypeFrom(
        TypeName.typeNameOf("type.googleapis.com", "google.protobuf.Timestamp"),
        Timestamp::toByteArray,
        Timestamp::parseFrom);
  }

  private static Timestamp timestamp(JsonNode json) {
    return Timestamp.newBuilder()
        .setSeconds(json.get("seconds").asLong())
        .setNanos(json.get("nanos").asInt())
        .build();
  }

  private static JsonNode timestampJson(Timestamp value) {
    return JSON.createObjectNode().put("seconds", value.getSeconds()).put("nanos", value.getNanos());
  }

  /** Hex, or `{"bytes": n}` for n bytes of 0x5a. */
  private static Slice slice(JsonNode json) {
    if (!json.isObject()) return Slices.wrap(HexFormat.of().parseHex(json.asText()));
    byte[] bytes = new byte[json.get("bytes").asInt()];
    Arrays.fill(bytes, (byte) 0x5a);
    return Slices.wrap(bytes);
  }

  private static JsonNode sliceJson(Slice value) {
    return bytesJson(value.toByteArray());
  }
}
