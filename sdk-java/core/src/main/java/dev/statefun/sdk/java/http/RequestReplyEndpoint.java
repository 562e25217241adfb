package dev.statefun.sdk.java.http;

import dev.statefun.sdk.java.handler.InvalidRequestException;
import dev.statefun.sdk.java.handler.RequestReplyHandler;
import dev.statefun.sdk.java.handler.UnknownFunctionException;
import dev.statefun.sdk.java.slice.Slice;
import java.lang.System.Logger;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;

/**
 * A handler, and what its HTTP endpoint refuses: what all adapters share. Immutable.
 *
 * <table>
 *   <caption>The statuses</caption>
 *   <tr><td>200</td><td>the reply</td></tr>
 *   <tr><td>400</td><td>the body is not a request of the protocol, or could not be read</td></tr>
 *   <tr><td>405</td><td>not {@code POST}</td></tr>
 *   <tr><td>413</td><td>larger than the limit</td></tr>
 *   <tr><td>415</td><td>not {@code application/octet-stream}; none at all is fine</td></tr>
 *   <tr><td>500</td><td>a function failed: the caller is told no more, {@code onError} is told all</td></tr>
 *   <tr><td>503</td><td>no such function here: the runtime tries again, since a new version may be on its way</td></tr>
 * </table>
 */
public final class RequestReplyEndpoint {
  public static final String CONTENT_TYPE = "application/octet-stream";

  /** What the runtime sends at most, unless it is told otherwise. */
  public static final int PAYLOAD_BYTES_MAX_DEFAULT = 32 * 1024 * 1024;

  private static final Logger LOGGER = System.getLogger("dev.statefun.sdk.java");

  private final RequestReplyHandler handler;
  private final int payloadBytesMax;
  private final Consumer<Throwable> onError;

  /** With a limit of 32 MiB, and failures logged by {@link System.Logger} as {@code dev.statefun.sdk.java}. */
  public RequestReplyEndpoint(RequestReplyHandler handler) {
    this(handler, PAYLOAD_BYTES_MAX_DEFAULT, failure -> LOGGER.log(Logger.Level.ERROR, "A call failed.", failure));
  }

  private RequestReplyEndpoint(RequestReplyHandler handler, int payloadBytesMax, Consumer<Throwable> onError) {
    this.handler = Objects.requireNonNull(handler, "handler");
    this.payloadBytesMax = payloadBytesMax;
    this.onError = Objects.requireNonNull(onError, "onError");
  }

  /** The same, with another limit for the bytes of a request. Throws IllegalArgumentException when it is below 1. */
  public RequestReplyEndpoint withPayloadBytesMax(int payloadBytesMax) {
    if (payloadBytesMax < 1) throw new IllegalArgumentException("The limit is not positive: " + payloadBytesMax);
    return new RequestReplyEndpoint(handler, payloadBytesMax, onError);
  }

  /** The same, with another place that is told of every failure; it must not throw. */
  public RequestReplyEndpoint withOnError(Consumer<Throwable> onError) {
    return new RequestReplyEndpoint(handler, payloadBytesMax, onError);
  }

  public int payloadBytesMax() {
    return payloadBytesMax;
  }

  /**
   * The reply to a request that can be refused before its body is read; empty when it has to be read.
   *
   * @param contentType null when there is none
   * @param contentLength -1 when it isn't known
   */
  public Optional<HttpReply> refuse(String method, String contentType, long contentLength) {
    if (!"POST".equalsIgnoreCase(method)) return refusal(405, "Send a POST request: this serves the functions of StateFun.");
    if (contentType != null && !mediaType(contentType).equals(CONTENT_TYPE)) {
      return refusal(415, "Send the content type " + CONTENT_TYPE + ", not '" + printable(contentType) + "'.");
    }
    return contentLength > payloadBytesMax ? Optional.of(tooLarge()) : Optional.empty();
  }

  /** The reply to a request with a body of any length. The future never fails. */
  public CompletableFuture<HttpReply> reply(Slice body) {
    if (body.readableBytes() > payloadBytesMax) return CompletableFuture.completedFuture(tooLarge());
    return handle(body).handle((reply, failure) -> failure == null ? HttpReply.ok(reply) : failed(failure));
  }

  private CompletableFuture<Slice> handle(Slice body) {
    try {
      return handler.handle(body);
    } catch (RuntimeException | Error failure) {
      return CompletableFuture.failedFuture(failure);
    }
  }

  /** The reply to a request with a body that is longer than the limit. */
  public HttpReply tooLarge() {
    return HttpReply.refusal(413, "The request has more than " + payloadBytesMax + " bytes, which is the limit here.");
  }

  /** The reply to a request with a body that could not be read. */
  public HttpReply unreadable(Throwable failure) {
    onError.accept(failure);
    return HttpReply.refusal(400, "The request could not be read.");
  }

  private HttpReply failed(Throwable failure) {
    boolean isWrapped = failure instanceof CompletionException && failure.getCause() != null;
    Throwable cause = isWrapped ? failure.getCause() : failure;
    onError.accept(cause);
    if (cause instanceof InvalidRequestException) return HttpReply.refusal(400, printable(cause.getMessage()));
    if (cause instanceof UnknownFunctionException) return HttpReply.refusal(503, printable(cause.getMessage()));
    return HttpReply.refusal(500, "The function failed. The service's log says why.");
  }

  private static Optional<HttpReply> refusal(int status, String line) {
    return Optional.of(HttpReply.refusal(status, line));
  }

  private static String mediaType(String contentType) {
    int parameters = contentType.indexOf(';');
    String type = parameters < 0 ? contentType : contentType.substring(0, parameters);
    return type.trim().toLowerCase(Locale.ROOT);
  }

  /** What came from outside, as one line of ASCII. */
  private static String printable(String text) {
    return text.codePoints()
        .map(point -> point < ' ' || point > '~' ? '?' : point)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }
}
