package dev.statefun.sdk.java.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.statefun.sdk.java.VectorFunctions;
import dev.statefun.sdk.java.handler.RequestReplyHandler;
import dev.statefun.sdk.java.slice.Slices;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.function.Executable;

/** What a stream does, whatever server it is served by; with the vectors that the SDKs of all languages share. */
public abstract class StreamContract {
  private static final int LIMIT = 1000;
  private static final int MUCH_BYTES = 1_000_000;
  private static final Path VECTORS = Path.of("../../conformance/vectors/stream.json");

  private final CountDownLatch gate = new CountDownLatch(1);
  private final AtomicInteger called = new AtomicInteger();

  /** Answers with the request; one that begins with a w waits before, one with an m is answered with much. */
  private final RequestReplyHandler handler =
      request -> {
        called.incrementAndGet();
        if (request.byteAt(0) == 'w') await(gate);
        if (request.byteAt(0) == 'm') return CompletableFuture.completedFuture(Slices.wrap(new byte[MUCH_BYTES]));
        return CompletableFuture.completedFuture(Slices.wrap(request.toByteArray()));
      };

  private TestServer server;
  private StreamClient client;

  /** A server with functions at its root, on a free port. */
  public record TestServer(InetSocketAddress address, Executable stop) {}

  protected abstract TestServer serve(RequestReplyEndpoint endpoint) throws Exception;

  private static void await(CountDownLatch gate) {
    try {
      gate.await();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  @BeforeEach
  void start() throws Exception {
    server = serve(new RequestReplyEndpoint(handler).withPayloadBytesMax(LIMIT));
    client = new StreamClient(server.address());
  }

  @AfterEach
  void stop() throws Throwable {
    gate.countDown();
    client.close();
    server.stop().execute();
  }

  private void call(int id, byte[] payload) throws IOException {
    client.send(StreamClient.frame(StreamClient.CALL, id, payload));
  }

  private StreamClient.Frame expect(int type, int call) throws IOException {
    StreamClient.Frame frame = client.next();
    assertEquals(type + " " + call, frame.type() + " " + frame.call());
    return frame;
  }

  @Test
  void itBeginsWithWhatTheServiceTakes() {
    assertTrue(client.head.startsWith("http/1.1 200 "), client.head);
    assertTrue(client.head.contains("content-type: application/vnd.statefun.stream\r\n"), client.head);
    byte[] expected = ByteBuffer.allocate(13).put((byte) 1).putInt(1024).putInt(LIMIT).putInt(LIMIT).array();
    assertEquals(StreamClient.HELLO, client.hello.type());
    assertArrayEquals(expected, client.hello.payload());
  }

  @Test
  void aCallThatWaitsHoldsNoOtherUpNorAPing() throws IOException {
    call(1, new byte[] {'w'});
    call(2, new byte[] {'g'});
    expect(StreamClient.REPLY, 2);
    client.send(StreamClient.frame(StreamClient.PING, 0, new byte[8]));
    expect(StreamClient.PONG, 0);
    gate.countDown();
    assertArrayEquals(new byte[] {'w'}, expect(StreamClient.REPLY, 1).payload());
  }

  @Test
  void aCallThatIsTooLongIsPassedOver() throws IOException {
    call(1, new byte[100_000]);
    byte[] error = expect(StreamClient.ERROR, 1).payload();
    assertEquals(413, error[0] << 8 | error[1] & 0xff);
    call(2, new byte[LIMIT]);
    expect(StreamClient.REPLY, 2);
  }

  @Test
  void anIdThatIsUsedTwiceIsCutOff() throws IOException {
    call(1, new byte[] {'w'});
    call(1, new byte[] {'w'});
    assertThrows(IOException.class, client::next);
  }

  @Test
  void whatWasAskedIsAnsweredBeforeItEnds() throws IOException {
    call(1, new byte[] {'w'});
    client.end();
    gate.countDown();
    expect(StreamClient.REPLY, 1);
    assertNull(client.next());
  }

  @Test
  void eachOfManyCallsIsAnsweredOnceWhileOthersCome() throws IOException {
    Set<Integer> unanswered = new HashSet<>();
    for (int id = 1; id <= 20_000; id++) {
      unanswered.add(id);
      call(id, new byte[] {'g'});
      if (unanswered.size() == 100) assertTrue(unanswered.remove(client.next().call()));
    }
    while (!unanswered.isEmpty()) assertTrue(unanswered.remove(client.next().call()));
  }

  @Test
  void whoVanishesDoesNoHarm() throws IOException {
    call(1, new byte[] {'w'});
    client.close();
    client = new StreamClient(server.address());
    call(1, new byte[] {'g'});
    expect(StreamClient.REPLY, 1);
  }

  @Test
  void itIsNotReadOnWhileNobodyTakesItsAnswers() throws Exception {
    int sent = 0;
    while (sent == called.get() && sent < 200) {
      call(++sent, new byte[] {'m'});
      for (int i = 0; i < 100 && called.get() < sent; i++) Thread.sleep(10);
    }
    assertTrue(called.get() < sent, "all " + sent + " were called");
    Set<Integer> answered = new HashSet<>();
    for (int i = 0; i < sent; i++) answered.add(client.next().call());
    assertEquals(sent, answered.size());
  }

  @Test
  void muchIsSaidWhilePingsAreAnswered() throws Exception {
    CompletableFuture<Void> sent =
        CompletableFuture.runAsync(
            () -> {
              try {
                byte[] pings = new byte[0];
                for (int i = 0; i < 40; i++) pings = concat(pings, StreamClient.frame(StreamClient.PING, 0, new byte[8]));
                for (int id = 1; id <= 100; id++) {
                  client.send(concat(StreamClient.frame(StreamClient.CALL, id, new byte[] {'m'}), pings));
                }
              } catch (IOException failure) {
                throw new UncheckedIOException(failure);
              }
            });
    Set<Integer> answered = new HashSet<>();
    int pongs = 0;
    for (int i = 0; i < 100 * 41; i++) {
      StreamClient.Frame frame = client.next();
      if (frame.type() == StreamClient.PONG) pongs++;
      else if (frame.type() == StreamClient.REPLY) answered.add(frame.call());
    }
    assertEquals("100 4000", answered.size() + " " + pongs);
    sent.join();
  }

  private static byte[] concat(byte[] one, byte[] other) {
    return ByteBuffer.allocate(one.length + other.length).put(one).put(other).array();
  }

  @Test
  void itIsOfferedInAnswers() throws Exception {
    assertEquals("1", offerOf(server.address()));
  }

  static String offerOf(InetSocketAddress address) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + address.getPort() + "/");
    HttpRequest post = HttpRequest.newBuilder(uri).POST(HttpRequest.BodyPublishers.ofString("go")).build();
    HttpResponse<byte[]> reply = HttpClient.newHttpClient().send(post, HttpResponse.BodyHandlers.ofByteArray());
    return reply.headers().firstValue("StateFun-Stream").orElse("none");
  }

  @TestFactory
  Stream<DynamicTest> vectors() throws Exception {
    JsonNode vectors = new ObjectMapper().readTree(VECTORS.toFile());
    RequestReplyEndpoint endpoint = new RequestReplyEndpoint(VectorFunctions.all().requestReplyHandler());
    TestServer server = serve(endpoint.withOnError(failure -> {}));
    return StreamSupport.stream(vectors.spliterator(), false)
        .flatMap(
            vector -> {
              String name = vector.get("name").asText();
              return Stream.of(
                  dynamicTest(name, () -> check(server, vector, Integer.MAX_VALUE)),
                  dynamicTest(name + ", byte by byte", () -> check(server, vector, 1)));
            })
        .onClose(() -> stop(server));
  }

  private static void stop(TestServer server) {
    try {
      server.stop().execute();
    } catch (Throwable failure) {
      throw new IllegalStateException(failure);
    }
  }

  private static void check(TestServer server, JsonNode vector, int step) throws IOException {
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
