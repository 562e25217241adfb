package dev.statefun.sdk.java.servlet;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.statefun.sdk.java.handler.RequestReplyHandler;
import dev.statefun.sdk.java.http.RequestReplyEndpoint;
import dev.statefun.sdk.java.slice.Slice;
import dev.statefun.sdk.java.slice.Slices;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.catalina.Context;
import org.apache.catalina.startup.Tomcat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In a real Tomcat. */
class RequestReplyServletTest {
  private static final int LIMIT = 1000;
  private static final int THREADS = 4;

  /** Kept here, since a logger that nobody keeps forgets its level. */
  private static final Logger TOMCAT = Logger.getLogger("org.apache");

  static {
    TOMCAT.setLevel(Level.OFF);
  }

  private final List<Throwable> errors = new CopyOnWriteArrayList<>();
  private final HttpClient client = HttpClient.newHttpClient();
  private volatile RequestReplyHandler handler = request -> CompletableFuture.completedFuture(request);
  private Tomcat tomcat;
  @TempDir private Path folder;

  @BeforeEach
  void start() throws Exception {
    RequestReplyEndpoint endpoint =
        new RequestReplyEndpoint(request -> handler.handle(request)).withPayloadBytesMax(LIMIT).withOnError(errors::add);
    tomcat = new Tomcat();
    tomcat.setBaseDir(folder.toString());
    tomcat.setHostname("127.0.0.1");
    tomcat.setPort(0);
    tomcat.getConnector().setProperty("address", "127.0.0.1");
    tomcat.getConnector().setProperty("maxThreads", String.valueOf(THREADS));
    Context context = tomcat.addContext("", folder.toString());
    Tomcat.addServlet(context, "async", new RequestReplyServlet(endpoint)).setAsyncSupported(true);
    Tomcat.addServlet(context, "blocking", new RequestReplyServlet(endpoint));
    context.addServletMapping("/async/*", "async");
    context.addServletMapping("/blocking/*", "blocking");
    tomcat.start();
  }

  @AfterEach
  void stop() throws Exception {
    tomcat.stop();
    tomcat.destroy();
  }

  @Test
  void theReplyOfTheHandlerIsSentAlsoWhenItComesLater() throws Exception {
    byte[] body = new byte[LIMIT];
    body[7] = 7;
    handler = request -> CompletableFuture.supplyAsync(() -> Slices.wrap(request.toByteArray()));
    for (String path : List.of("/async/x", "/blocking")) {
      HttpResponse<byte[]> reply = send(post(path, body).header("Content-Type", "application/octet-stream"));
      assertEquals(200, reply.statusCode());
      assertEquals("application/octet-stream", reply.headers().firstValue("Content-Type").orElse(""));
      assertArrayEquals(body, reply.body());
    }
  }

  @Test
  void functionsThatWaitHoldNoThreads() throws Exception {
    List<CompletableFuture<Slice>> waiting = new CopyOnWriteArrayList<>();
    handler =
        request -> {
          CompletableFuture<Slice> reply = new CompletableFuture<>();
          waiting.add(reply);
          // All are there before the first of them is answered.
          if (waiting.size() == 5 * THREADS) waiting.forEach(one -> one.complete(Slices.wrap(new byte[3])));
          return reply;
        };
    List<CompletableFuture<HttpResponse<byte[]>>> replies = new ArrayList<>();
    for (int i = 0; i < 5 * THREADS; i++) {
      HttpRequest request = post("/async", new byte[1]).build();
      replies.add(client.sendAsync(request, HttpResponse.BodyHandlers.ofByteArray()));
    }
    for (CompletableFuture<HttpResponse<byte[]>> reply : replies) assertEquals(200, reply.get().statusCode());
  }

  @Test
  void whatIsNoRequestIsRefusedWithAReason() throws Exception {
    assertRefused(405, "POST", request("/async").GET());
    assertRefused(415, "text/css", post("/async", new byte[0]).header("Content-Type", "text/css"));
    assertRefused(413, "1000 bytes", post("/async", new byte[LIMIT + 1]));
    HttpRequest.BodyPublisher chunked =
        HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(new byte[LIMIT + 1]));
    assertRefused(413, "1000 bytes", request("/async").POST(chunked));
    handler = request -> CompletableFuture.failedFuture(new IllegalStateException("secret"));
    assertRefused(500, "The function failed", post("/async", new byte[0]));
    assertEquals("secret", errors.get(0).getMessage());
  }

  private void assertRefused(int status, String part, HttpRequest.Builder request) throws Exception {
    HttpResponse<byte[]> reply = send(request);
    assertEquals(status, reply.statusCode());
    assertTrue(new String(reply.body()).contains(part), new String(reply.body()));
  }

  private HttpRequest.Builder post(String path, byte[] body) {
    return request(path).POST(HttpRequest.BodyPublishers.ofByteArray(body));
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + tomcat.getConnector().getLocalPort() + path));
  }

  private HttpResponse<byte[]> send(HttpRequest.Builder request) throws Exception {
    return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
  }
}
