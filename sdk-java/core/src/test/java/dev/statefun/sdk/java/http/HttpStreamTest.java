package dev.statefun.sdk.java.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import dev.statefun.sdk.java.handler.RequestReplyHandler;
import dev.statefun.sdk.java.slice.Slices;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HttpStreamTest {
  private static final int LIMIT = 1000;
  private static final InetSocketAddress ANY_PORT = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  /** Answers with the request; one that begins with a w waits before. */
  private final CountDownLatch gate = new CountDownLatch(1);

  private final RequestReplyHandler handler =
      request -> {
        if (request.byteAt(0) == 'w') await(gate);
        return CompletableFuture.completedFuture(Slices.wrap(request.toByteArray()));
      };

  private RequestReplyServer server;
  private StreamClient client;

  private static void await(CountDownLatch gate) {
    try {
      gate.await();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  @BeforeEach
  void start() throws IOException {
    server = RequestReplyServer.start(ANY_PORT, new RequestReplyEndpoint(handler).withPayloadBytesMax(LIMIT));
    client = new StreamClient(server.address());
  }

  @AfterEach
  void stop() throws IOException {
    gate.countDown();
    client.close();
    server.close();
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
  void itIsOfferedInAnswersButNotWithoutThreads() throws Exception {
    assertEquals("1", offerOf(server.address()));
    HttpServer bare = HttpServer.create(ANY_PORT, 0);
    bare.createContext("/", new RequestReplyHttpHandler(handler));
    bare.start();
    try {
      assertEquals("none", offerOf(bare.getAddress()));
    } finally {
      bare.stop(0);
    }
  }

  private static String offerOf(InetSocketAddress address) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + address.getPort() + "/");
    HttpRequest post = HttpRequest.newBuilder(uri).POST(HttpRequest.BodyPublishers.ofString("go")).build();
    HttpResponse<byte[]> reply = HttpClient.newHttpClient().send(post, HttpResponse.BodyHandlers.ofByteArray());
    return reply.headers().firstValue("StateFun-Stream").orElse("none");
  }
}
