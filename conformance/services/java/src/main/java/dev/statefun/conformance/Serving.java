package dev.statefun.conformance;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.concurrent.Executors;
import org.apache.flink.statefun.sdk.java.handler.RequestReplyHandler;
import org.apache.flink.statefun.sdk.java.slice.Slices;

/** Serves functions as users of the official SDK do, which has no server. */
final class Serving {
  private Serving() {}

  /** Where it listens. */
  static InetSocketAddress start(InetSocketAddress address, RequestReplyHandler handler) throws IOException {
    HttpServer server = HttpServer.create(address, 1024);
    server.setExecutor(Executors.newCachedThreadPool());
    server.createContext("/", exchange -> serve(handler, exchange));
    server.start();
    return server.getAddress();
  }

  private static void serve(RequestReplyHandler handler, HttpExchange exchange) throws IOException {
    byte[] request = exchange.getRequestBody().readAllBytes();
    handler
        .handle(Slices.wrap(request))
        .whenComplete(
            (reply, failure) -> {
              try {
                if (failure == null) answer(exchange, 200, reply.toByteArray());
                else answer(exchange, 500, failure.toString().getBytes());
              } catch (IOException gone) {
                throw new UncheckedIOException(gone);
              }
            });
  }

  private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "application/octet-stream");
    // The JDK's server takes 0 for "chunked", -1 for "no body".
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    if (body.length > 0) exchange.getResponseBody().write(body);
    exchange.close();
  }
}
