package dev.statefun.sdk.java.http;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.util.concurrent.Executor;

/** Streams over exchanges of the JDK's server; their calls run in its threads. */
final class HttpStream {
  private HttpStream() {}

  static boolean isAskedFor(HttpExchange exchange) {
    return RequestReplyStream.isAskedFor(
        exchange.getRequestMethod(), exchange.getRequestHeaders().getFirst("Content-Type"));
  }

  /** A server that was given no executor does all in one thread, with one of its own: calls would hold each other up. */
  static boolean canBeServedBy(HttpExchange exchange) {
    Executor executor = executorOf(exchange);
    return executor != null && !executor.getClass().getName().startsWith("sun.net.httpserver.");
  }

  /** Begins to serve a stream, in a thread of its own. */
  static void serve(HttpExchange exchange, RequestReplyEndpoint endpoint) {
    Thread reader = new Thread(() -> run(exchange, endpoint), "statefun-stream-reader");
    reader.setDaemon(true);
    reader.start();
  }

  private static void run(HttpExchange exchange, RequestReplyEndpoint endpoint) {
    try {
      exchange.getResponseHeaders().set("Content-Type", RequestReplyStream.CONTENT_TYPE);
      exchange.getResponseHeaders().set(RequestReplyStream.OFFER, RequestReplyStream.VERSION);
      exchange.sendResponseHeaders(200, 0);
      RequestReplyStream.serve(
          endpoint,
          exchange.getRequestBody(),
          exchange.getResponseBody(),
          executorOf(exchange),
          () -> cut(exchange));
    } catch (IOException over) {
      // It is cut.
    } finally {
      exchange.close();
    }
  }

  /** Closing an exchange waits for the rest of its body; a channel that is read by an interrupted thread is closed at once. */
  private static void cut(HttpExchange exchange) {
    byte[] rest = new byte[1024];
    Thread.currentThread().interrupt();
    try {
      while (exchange.getRequestBody().read(rest) >= 0) continue;
    } catch (IOException closed) {
      // That was the aim.
    } finally {
      Thread.interrupted();
    }
  }

  private static Executor executorOf(HttpExchange exchange) {
    return exchange.getHttpContext().getServer().getExecutor();
  }
}
