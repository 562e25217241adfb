package dev.statefun.sdk.java.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.statefun.sdk.java.handler.RequestReplyHandler;
import dev.statefun.sdk.java.slice.Slices;
import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RequestReplyServerTest {
  private static final int LIMIT = 1000;
  private static final RequestReplyHandler NO_FUNCTIONS =
      new dev.statefun.sdk.java.StatefulFunctions().requestReplyHandler();

  private final List<Throwable> errors = new CopyOnWriteArrayList<>();
  private final HttpClient client = HttpClient.newHttpClient();
  private RequestReplyHandler handler = NO_FUNCTIONS;
  private RequestReplyServer server;

  @BeforeEach
  void start() throws Exception {
    RequestReplyEndpoint endpoint =
        new RequestReplyEndpoint(request -> handler.handle(request)).withPayloadBytesMax(LIMIT).withOnError(errors::add);
    server = RequestReplyServer.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), endpoint);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void theReplyOfTheHandlerIsSentAlsoWhenItComesLater() throws Exception {
    handler = request -> CompletableFuture.supplyAsync(() -> Slices.wrap(request.toByteArray()));
    byte[] body = new byte[LIMIT];
    body[7] = 7;
    HttpResponse<byte[]> reply = send(post(body).header("Content-Type", "application/octet-stream"));
    assertEquals(200, reply.statusCode());
    assertEquals("application/octet-stream", reply.headers().firstValue("Content-Type").orElse(""));
    assertArrayEquals(body, reply.body());
  }

  @Test
  void aRequestForNothingHasAReplyOfNothing() throws Exception {
    HttpResponse<byte[]> reply = send(post(new byte[0]));
    assertEquals(200, reply.statusCode());
    assertEquals(0, reply.body().length);
  }

  @Test
  void whatIsNoRequestIsRefusedWithAReason() throws Exception {
    assertRefused(400, "cut short", post(new byte[] {(byte) 0xa2, 6}));
    assertRefused(405, "POST", request().GET());
    assertRefused(415, "application/json", post(new byte[0]).header("Content-Type", "application/json"));
    assertRefused(503, "example/a", post(new byte[] {(byte) 0xa2, 6, 14, 10, 12, 10, 7, 'e', 'x', 'a', 'm', 'p', 'l', 'e', 18, 1, 'a'}));
    assertEquals(2, errors.size());
  }

  @Test
  void aRequestBeyondTheLimitIsRefusedWhetherItSaysHowLongItIsOrNot() throws Exception {
    byte[] body = new byte[LIMIT + 1];
    assertRefused(413, "1000 bytes", post(body));
    HttpRequest.BodyPublisher chunked = HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body));
    assertRefused(413, "1000 bytes", request().POST(chunked));
  }

  @Test
  void whyAFunctionFailedIsToldToTheServiceAndNotToTheCaller() throws Exception {
    IllegalStateException secret = new IllegalStateException("the password is wrong");
    handler = request -> CompletableFuture.failedFuture(secret);
    HttpResponse<byte[]> reply = send(post(new byte[0]));
    assertEquals(500, reply.statusCode());
    assertTrue(!new String(reply.body()).contains("password"));
    assertEquals(List.of(secret), errors);
  }

  private void assertRefused(int status, String part, HttpRequest.Builder request) throws Exception {
    HttpResponse<byte[]> reply = send(request);
    assertEquals(status, reply.statusCode());
    assertTrue(new String(reply.body()).contains(part), new String(reply.body()));
  }

  private HttpRequest.Builder post(byte[] body) {
    return request().POST(HttpRequest.BodyPublishers.ofByteArray(body));
  }

  private HttpRequest.Builder request() {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.address().getPort() + "/any/path"));
  }

  private HttpResponse<byte[]> send(HttpRequest.Builder request) throws Exception {
    return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
  }
}
