package dev.statefun.sdk.java;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.statefun.sdk.java.http.RequestReplyEndpoint;
import dev.statefun.sdk.java.http.RequestReplyServer;
import dev.statefun.sdk.java.http.StreamClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The vectors of streams that the SDKs of all languages share (conformance/vectors). */
final class SharedStreamVectorsTest {
  private static final Path FILE = Path.of("../../conformance/vectors/stream.json");

  private RequestReplyServer server;

  @BeforeEach
  void start() throws IOException {
    RequestReplyEndpoint endpoint = new RequestReplyEndpoint(VectorFunctions.all().requestReplyHandler());
    InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    server = RequestReplyServer.start(anyPort, endpoint.withOnError(failure -> {}));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @TestFactory
  Stream<DynamicTest> vectors() throws IOException {
    JsonNode vectors = new ObjectMapper().readTree(FILE.toFile());
    return StreamSupport.stream(vectors.spliterator(), false)
        .flatMap(
            vector -> {
              String name = vector.get("name").asText();
              return Stream.of(
                  dynamicTest(name, () -> check(vector, Integer.MAX_VALUE)),
                  dynamicTest(name + ", byte by byte", () -> check(vector, 1)));
            });
  }

  private void check(JsonNode vector, int step) throws IOException {
    byte[] bytes = HexFormat.of().parseHex(vector.get("runtime").asText());
    try (StreamClient client = new StreamClient(server.address())) {
      if (vector.get("outcome").asText().equals("cut")) {
        assertThrows(
            IOException.class,
            () -> {
              send(client, bytes, step);
              while (client.next() != null) {}
              throw new AssertionError("it ended in order");
            });
        return;
      }
      send(client, bytes, step);
      List<String> said = new ArrayList<>();
      List<String> expected = new ArrayList<>();
      for (JsonNode frame : vector.get("service")) {
        expected.add(described(frame));
        said.add(described(client.next()));
      }
      client.end();
      assertNull(client.next());
      assertEquals(expected.stream().sorted().toList(), said.stream().sorted().toList(), vector.get("says").asText());
    }
  }

  private static void send(StreamClient client, byte[] bytes, int step) throws IOException {
    for (int at = 0; at < bytes.length; at += Math.min(step, bytes.length)) {
      client.send(Arrays.copyOfRange(bytes, at, at + Math.min(step, bytes.length)));
    }
  }

  private static String described(JsonNode frame) {
    String what = frame.has("status") ? frame.get("status").asText() : frame.get("payload").asText();
    return frame.get("type").asText() + " " + frame.get("call").asText() + ": " + what;
  }

  private static String described(StreamClient.Frame frame) {
    String call = Integer.toUnsignedString(frame.call());
    byte[] payload = frame.payload();
    if (frame.type() == StreamClient.ERROR) return "error " + call + ": " + (payload[0] << 8 | payload[1] & 0xff);
    String type = frame.type() == StreamClient.REPLY ? "reply " : frame.type() == StreamClient.PONG ? "pong " : "? ";
    return type + call + ": " + HexFormat.of().formatHex(payload);
  }
}
