package dev.statefun.sdk.java.servlet;

import dev.statefun.sdk.java.handler.RequestReplyHandler;
import dev.statefun.sdk.java.http.HttpReply;
import dev.statefun.sdk.java.http.RequestReplyEndpoint;
import dev.statefun.sdk.java.http.RequestReplyStream;
import dev.statefun.sdk.java.slice.Slices;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ProtocolException;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Functions as a servlet, for any path. Register it with asynchronous support: then functions which wait hold none of the
 * container's threads, and the stream transport is served, too, and offered.
 */
public class RequestReplyServlet extends HttpServlet {
  private static final long serialVersionUID = 1;

  private final transient RequestReplyEndpoint endpoint;

  public RequestReplyServlet(RequestReplyHandler handler) {
    this(new RequestReplyEndpoint(handler));
  }

  public RequestReplyServlet(RequestReplyEndpoint endpoint) {
    this.endpoint = Objects.requireNonNull(endpoint, "endpoint");
  }

  @Override
  protected final void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
    // To fail after the answer has begun is what makes a container cut the connection.
    if (request.getAttribute(ServletStream.VIOLATION) instanceof ProtocolException violation) throw violation;
    if (request.isAsyncSupported()) {
      response.setHeader(RequestReplyStream.OFFER, RequestReplyStream.VERSION);
      if (RequestReplyStream.isAskedFor(request.getMethod(), request.getContentType())) {
        stream(request, response);
        return;
      }
    }
    Optional<HttpReply> refusal =
        endpoint.refuse(request.getMethod(), request.getContentType(), request.getContentLengthLong());
    if (refusal.isPresent()) {
      send(response, refusal.get());
      return;
    }
    byte[] body;
    try {
      // One more than the limit shows that there are more.
      int most = Math.min(endpoint.payloadBytesMax(), Integer.MAX_VALUE - 9) + 1;
      body = request.getInputStream().readNBytes(most);
    } catch (IOException failure) {
      send(response, endpoint.unreadable(failure));
      return;
    }
    CompletableFuture<HttpReply> reply = endpoint.reply(Slices.wrap(body));
    if (reply.isDone() || !request.isAsyncSupported()) send(response, reply.join());
    else sendLater(request.startAsync(), reply);
  }

  private static void sendLater(AsyncContext context, CompletableFuture<HttpReply> reply) {
    // The runtime has a timeout of its own.
    context.setTimeout(0);
    reply.thenAccept(
        done -> {
          try {
            send((HttpServletResponse) context.getResponse(), done);
          } catch (IOException | UncheckedIOException gone) {
            // Whoever asked is gone, and will ask again.
          } finally {
            context.complete();
          }
        });
  }

  private void stream(HttpServletRequest request, HttpServletResponse response) throws IOException {
    response.setContentType(RequestReplyStream.CONTENT_TYPE);
    AsyncContext context = request.startAsync(request, response);
    // The runtime looks whether it lives.
    context.setTimeout(0);
    new ServletStream(endpoint, context).start();
  }

  private static void send(HttpServletResponse response, HttpReply reply) throws IOException {
    response.setStatus(reply.status());
    response.setContentType(reply.contentType());
    response.setContentLength(reply.body().readableBytes());
    reply.body().copyTo(response.getOutputStream());
  }
}
