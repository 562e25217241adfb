package dev.statefun.sdk.java.servlet;

import dev.statefun.sdk.java.handler.RequestReplyHandler;
import dev.statefun.sdk.java.http.HttpReply;
import dev.statefun.sdk.java.http.RequestReplyEndpoint;
import dev.statefun.sdk.java.http.RequestReplyStream;
import dev.statefun.sdk.java.slice.Slices;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.ProtocolException;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;

/**
 * Functions as a servlet, for any path. Register it with asynchronous support: then functions which wait hold none of the
 * container's threads, and the stream transport is served, too, and offered. A stream has two threads of its own, and its
 * calls run in the container's.
 */
public class RequestReplyServlet extends HttpServlet {
  private static final long serialVersionUID = 1;

  /** What the runtime did wrong, in the request that was a stream. */
  private static final String VIOLATION = RequestReplyServlet.class.getName() + ".violation";

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
    if (request.getAttribute(VIOLATION) instanceof ProtocolException violation) throw violation;
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

  private void stream(HttpServletRequest request, HttpServletResponse response) {
    response.setContentType(RequestReplyStream.CONTENT_TYPE);
    AsyncContext context = request.startAsync(request, response);
    context.setTimeout(0);
    Thread reader = new Thread(() -> run(context), "statefun-stream-reader");
    reader.setDaemon(true);
    reader.start();
  }

  private void run(AsyncContext context) {
    try {
      if (serve(context)) context.complete();
      else context.dispatch();
    } catch (RuntimeException stopping) {
      // The container stops, and ends what it has itself.
    }
  }

  /** False when the runtime broke the rules; the request says how. */
  private boolean serve(AsyncContext context) {
    ServletRequest request = context.getRequest();
    try {
      OutputStream out = context.getResponse().getOutputStream();
      // Containers give up writes that nobody takes.
      RequestReplyStream.serve(endpoint, request.getInputStream(), out, call -> start(context, call), () -> {});
    } catch (ProtocolException violation) {
      request.setAttribute(VIOLATION, violation);
      return false;
    } catch (IOException gone) {
      // Whoever asked will ask again.
    }
    return true;
  }

  private static void start(AsyncContext context, Runnable call) {
    try {
      context.start(call);
    } catch (IllegalStateException over) {
      throw new RejectedExecutionException(over);
    }
  }

  private static void send(HttpServletResponse response, HttpReply reply) throws IOException {
    response.setStatus(reply.status());
    response.setContentType(reply.contentType());
    response.setContentLength(reply.body().readableBytes());
    reply.body().copyTo(response.getOutputStream());
  }
}
