package dev.statefun.sdk.java;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.statefun.sdk.java.handler.InvalidRequestException;
import dev.statefun.sdk.java.handler.RequestReplyHandler;
import dev.statefun.sdk.java.handler.UnknownFunctionException;
import dev.statefun.sdk.java.slice.Slices;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The vectors that the SDKs of all languages share (conformance/vectors): replies are equal to the byte. */
final class SharedVectorsTest {
  private static final Path FILE = Path.of("../../conformance/vectors/vectors.json");

  private final RequestReplyHandler handler = VectorFunctions.all().requestReplyHandler();

  @TestFactory
  Stream<DynamicTest> vectors() throws IOException {
    JsonNode vectors = new ObjectMapper().readTree(FILE.toFile());
    assertFalse(vectors.isEmpty());
    return StreamSupport.stream(vectors.spliterator(), false)
        .map(vector -> dynamicTest(vector.get("name").asText(), () -> check(vector)));
  }

  private void check(JsonNode vector) {
    String says = vector.get("says").asText();
    byte[] request = bytes(vector.get("request"));
    if (vector.has("reply")) {
      assertArrayEquals(bytes(vector.get("reply")), answer(request), says);
      return;
    }
    Throwable failure = assertThrows(CompletionException.class, () -> answer(request), says).getCause();
    switch (vector.get("error").asText()) {
      case "request" -> assertInstanceOf(InvalidRequestException.class, failure);
      case "function" -> assertInstanceOf(UnknownFunctionException.class, failure);
      default -> {
        assertFalse(failure instanceof InvalidRequestException, says);
        assertFalse(failure instanceof UnknownFunctionException, says);
      }
    }
  }

  private byte[] answer(byte[] request) {
    return handler.handle(Slices.wrap(request)).join().toByteArray();
  }

  /** Parts of hex, each of them once or, as in {@code 78*1000}, many times. */
  private static byte[] bytes(JsonNode parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (String part : parts.asText().split(" ")) {
      String[] unitAndTimes = part.split("\\*");
      byte[] unit = HexFormat.of().parseHex(unitAndTimes[0]);
      int times = unitAndTimes.length == 1 ? 1 : Integer.parseInt(unitAndTimes[1]);
      for (int i = 0; i < times; i++) all.writeBytes(unit);
    }
    return all.toByteArray();
  }
}
