package dev.statefun.sdk.java.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.statefun.sdk.java.handler.RequestReplyHandler;
import dev.statefun.sdk.java.slice.Slice;
import dev.statefun.sdk.java.slice.Slices;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Optional;

/**
 * Functions as a handler of the JDK's {@link com.sun.net.httpserver.HttpServer}, for any of its paths. With a server that has an
 * executor it serves the stream transport, too, and offers it in its answers.
 */
@SuppressWarnings("exports")
public final class RequestReplyHttpHandler implements HttpHandler {
  private final RequestReplyEndpoint endpoint;

  public RequestReplyHttpHandler(RequestReplyHandler handler) {
    this(new RequestReplyEndpoint(handler));
  }

  public RequestReplyHttpHandler(RequestReplyEndpoint endpoint) {
    this.endpoint = Objects.requireNonNull(endpoint, "endpoint");
  }

  @Override
  public void handle(HttpExchange exchange) {
    if (HttpStream.isAskedFor(exchange) && HttpStream.canBeServedBy(exchange)) {
      HttpStream.serve(exchange, endpoint);
      return;
    }
    Optional<HttpReply> refusal =
        endpoint.refuse(
            exchange.getRequestMethod(), exchange.getRequestHeaders().getFirst("Content-Type"), contentLength(exchange));
    if (refusal.isPresent()) send(exchange, refusal.get());
    else read(exchange);
  }

  private void read(HttpExchange exchange) {
    Slice body;
    try {
      // One more than the limit shows that there are more.
      int most = Math.min(endpoint.payloadBytesMax(), Integer.MAX_VALUE - 9) + 1;
      body = Slices.wrap(exchange.getRequestBody().readNBytes(most));
    } catch (IOException failure) {
      send(exchange, endpoint.unreadable(failure));
      return;
    }
    endpoint.reply(body).thenAccept(reply -> send(exchange, reply));
  }

  private static long contentLength(HttpExchange exchange) {
    String length = exchange.getRequestHeaders().getFirst("Content-Length");
    try {
      return length == null ? -1 : Long.parseLong(length.trim());
    } catch (NumberFormatException malformed) {
      return -1;
    }
  }

  private static void send(HttpExchange exchange, HttpReply reply) {
    int length = reply.body().readableBytes();
    try (exchange;
        OutputStream output = exchange.getResponseBody()) {
      exchange.getResponseHeaders().set("Content-Type", reply.contentType());
      if (HttpStream.canBeServedBy(exchange)) {
        exchange.getResponseHeaders().set(RequestReplyStream.OFFER, RequestReplyStream.VERSION);
      }
      // The JDK's server takes 0 for "of unknown length", and -1 for none.
      exchange.sendResponseHeaders(reply.status(), length == 0 ? -1 : length);
      if (length > 0) reply.body().copyTo(output);
    } catch (IOException | UncheckedIOException gone) {
      // Whoever asked is gone, and will ask again.
      exchange.close();
    }
  }
}
