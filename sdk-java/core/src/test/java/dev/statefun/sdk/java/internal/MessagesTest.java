package dev.statefun.sdk.java.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.statefun.sdk.java.Address;
import dev.statefun.sdk.java.Expiration;
import dev.statefun.sdk.java.TypeName;
import dev.statefun.sdk.java.ValueSpec;
import dev.statefun.sdk.java.Vectors;
import dev.statefun.sdk.java.slice.Slice;
import dev.statefun.sdk.java.slice.Slices;
import dev.statefun.sdk.java.types.SliceType;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Bytes of the official SDKs, and what they mean. */
class MessagesTest {
  /** Two bytes of a tag, and one or two of a length, in hex. */
  private static final int HEADER_DIGITS = 8;

  @TestFactory
  Stream<DynamicTest> requestsAreRead() {
    return vectors("ToFunction").map(vector -> dynamicTest(vector.get("name").asText(), () -> assertRead(vector)));
  }

  private static void assertRead(JsonNode vector) {
    JsonNode meaning = vector.get("meaning").get("invocation");
    ByteArraySlice bytes = new ByteArraySlice(Vectors.bytes(vector.get("hex")));
    if (meaning.toString().contains("\"type\":\"\"")) {
      assertThrows(IllegalArgumentException.class, () -> ToFunction.read(bytes), "an address of empty parts is none");
      return;
    }
    ToFunction request = ToFunction.read(bytes);
    assertEquals(!meaning.isNull(), request.isInvocation());
    if (meaning.isNull()) return;
    assertAddress(meaning.get("target"), request.target());
    assertEquals(meaning.get("state").size(), request.states().size());
    for (int i = 0; i < request.states().size(); i++) {
      JsonNode state = meaning.get("state").get(i);
      assertEquals(state.get("stateName").asText(), request.states().get(i).name());
      assertValue(state.get("stateValue"), request.states().get(i).value());
    }
    assertEquals(meaning.get("invocations").size(), request.invocations().size());
    for (int i = 0; i < request.invocations().size(); i++) {
      JsonNode message = meaning.get("invocations").get(i);
      assertAddress(message.get("caller"), request.invocations().get(i).caller());
      assertValue(message.get("argument"), request.invocations().get(i).argument());
    }
  }

  private static void assertAddress(JsonNode meaning, Address address) {
    if (meaning.isNull()) assertNull(address);
    else assertEquals(address(meaning), address);
  }

  private static void assertValue(JsonNode meaning, TypedValue value) {
    if (meaning.isNull()) {
      assertNull(value);
      return;
    }
    assertEquals(meaning.get("typename").asText(), value.typename());
    assertEquals(meaning.get("hasValue").asBoolean(), value.hasValue());
    assertEquals(Slices.wrap(Vectors.bytes(meaning.get("value").get("hex"))), value.value());
  }

  @TestFactory
  Stream<DynamicTest> repliesAreWritten() {
    return vectors("FromFunction").map(vector -> dynamicTest(vector.get("name").asText(), () -> assertWritten(vector)));
  }

  private static void assertWritten(JsonNode vector) {
    JsonNode result = vector.get("meaning").get("invocationResult");
    JsonNode incomplete = vector.get("meaning").get("incompleteInvocationContext");
    ByteArraySlice reply = FromFunction.empty();
    if (!result.isNull()) {
      reply =
          FromFunction.result(
              effects(result.get("stateMutations"), MessagesTest::mutation),
              effects(result.get("outgoingMessages"), m -> Effect.message(address(m.get("target")), argument(m))),
              effects(result.get("delayedInvocations"), MessagesTest::delayed),
              effects(result.get("outgoingEgresses"), MessagesTest::egress));
    } else if (!incomplete.isNull()) {
      reply = FromFunction.incomplete(effects(incomplete.get("missingValues"), MessagesTest::missing));
    }
    String written = HexFormat.of().formatHex(reply.toByteArray());
    String expected = vector.get("hex").asText();
    boolean isAllSayable = StreamSupport.stream(entries(vector).spliterator(), false).allMatch(MessagesTest::isSayable);
    if (isAllSayable) assertEquals(expected, written);
    // Each is as it should be, only not all of them are there; the first bytes tell the length of all.
    else assertTrue(isSubsequence(written.substring(HEADER_DIGITS), expected), written);
  }

  private static JsonNode entries(JsonNode vector) {
    ArrayNode all = new ObjectMapper().createArrayNode();
    for (JsonNode response : vector.get("meaning")) {
      for (JsonNode list : response) all.addAll((ArrayNode) list);
    }
    return all;
  }

  /** False for what this SDK can't say: a target or a value that is not there, names that are empty. */
  private static boolean isSayable(JsonNode entry) {
    if (entry.path("isCancellationRequest").asBoolean()) return !entry.get("cancellationToken").asText().isEmpty();
    boolean isUnnamed = entry.path("stateName").asText("named").isEmpty();
    return !isUnnamed
        && !entry.path("target").isNull()
        && !entry.path("argument").isNull()
        && !entry.path("expirationSpec").isNull();
  }

  private static boolean isSubsequence(String part, String whole) {
    int found = 0;
    for (int i = 0; i < whole.length() && found < part.length(); i++) {
      if (whole.charAt(i) == part.charAt(found)) found++;
    }
    return found == part.length() && !part.isEmpty();
  }

  private static Effect mutation(JsonNode mutation) {
    ValueSpec<Slice> state = spec(mutation.get("stateName").asText(), "example/any", Expiration.none());
    return Effect.mutation(state, mutation.get("mutationType").asInt() == 0 ? null : value(mutation.get("stateValue")));
  }

  private static Effect delayed(JsonNode delayed) {
    String token = delayed.get("cancellationToken").asText();
    if (delayed.get("isCancellationRequest").asBoolean()) return Effect.cancellation(token);
    return Effect.delayed(delayed.get("delayInMs").asLong(), token, address(delayed.get("target")), argument(delayed));
  }

  private static Effect egress(JsonNode egress) {
    TypeName id = TypeName.typeNameOf(egress.get("egressNamespace").asText(), egress.get("egressType").asText());
    return Effect.egress(id, argument(egress));
  }

  private static Effect missing(JsonNode missing) {
    JsonNode spec = missing.get("expirationSpec");
    Expiration.Mode mode = Expiration.Mode.values()[spec.get("mode").asInt()];
    Expiration expiration = Expiration.expireAfter(Duration.ofMillis(spec.get("expireAfterMillis").asLong()), mode);
    return Effect.missing(spec(missing.get("stateName").asText(), missing.get("typeTypename").asText(), expiration));
  }

  private static ValueSpec<Slice> spec(String name, String type, Expiration expiration) {
    ValueSpec.Untyped untyped = ValueSpec.named(name);
    if (expiration.mode() == Expiration.Mode.AFTER_WRITE) untyped.thatExpireAfterWrite(expiration.duration());
    if (expiration.mode() == Expiration.Mode.AFTER_CALL) untyped.thatExpiresAfterCall(expiration.duration());
    return untyped.withCustomType(new SliceType(TypeName.typeNameFromString(type)));
  }

  private static List<Effect> effects(JsonNode nodes, Function<JsonNode, Effect> effect) {
    return StreamSupport.stream(nodes.spliterator(), false).filter(MessagesTest::isSayable).map(effect).toList();
  }

  private static Address address(JsonNode meaning) {
    TypeName type = TypeName.typeNameOf(meaning.get("namespace").asText(), meaning.get("type").asText());
    return new Address(type, meaning.get("id").asText());
  }

  private static TypedValue argument(JsonNode message) {
    return value(message.get("argument"));
  }

  private static TypedValue value(JsonNode meaning) {
    TypeName type = TypeName.typeNameFromString(meaning.get("typename").asText());
    return TypedValue.of(type, Slices.wrap(Vectors.bytes(meaning.get("value").get("hex"))));
  }

  private static Stream<JsonNode> vectors(String message) {
    return StreamSupport.stream(Vectors.read("messages.json").spliterator(), false)
        .filter(vector -> vector.get("message").asText().equals(message));
  }
}
