package dev.statefun.sdk.java.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import dev.statefun.sdk.java.handler.RequestReplyHandler;
import dev.statefun.sdk.java.http.HttpReply;
import dev.statefun.sdk.java.http.RequestReplyEndpoint;
import dev.statefun.sdk.java.slice.Slice;
import dev.statefun.sdk.java.slice.Slices;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Functions on AWS Lambda, behind an API Gateway (REST or HTTP) or a function URL. Extend it, and name that class as the
 * function's handler:
 *
 * <pre>{@code
 * public final class Greeter extends RequestReplyLambda {
 *   public Greeter() {
 *     super(new StatefulFunctions().withStatefulFunction(...).requestReplyHandler());
 *   }
 * }
 * }</pre>
 *
 * <p>A REST API has to be told that {@code application/octet-stream} is binary; the others know.
 */
public class RequestReplyLambda implements RequestHandler<Map<String, Object>, Map<String, Object>> {
  private final RequestReplyEndpoint endpoint;

  public RequestReplyLambda(RequestReplyHandler handler) {
    this(new RequestReplyEndpoint(handler));
  }

  public RequestReplyLambda(RequestReplyEndpoint endpoint) {
    this.endpoint = Objects.requireNonNull(endpoint, "endpoint");
  }

  /**
   * Answers an event, as Lambda's runtime makes a map of its JSON.
   *
   * @param context is not looked at, and may be null
   */
  @Override
  public final Map<String, Object> handleRequest(Map<String, Object> event, Context context) {
    HttpReply reply = reply(event);
    return Map.of(
        "statusCode", reply.status(),
        "headers", Map.of("content-type", reply.contentType()),
        "isBase64Encoded", true,
        "body", Base64.getEncoder().encodeToString(reply.body().toByteArray()));
  }

  private HttpReply reply(Map<String, Object> event) {
    String body = event.get("body") instanceof String text ? text : "";
    boolean isBase64 = Boolean.TRUE.equals(event.get("isBase64Encoded"));
    long length = isBase64 ? body.length() / 4L * 3 - 2 : body.length();
    Optional<HttpReply> refusal = endpoint.refuse(method(event), contentType(event), length);
    if (refusal.isPresent()) return refusal.get();
    Slice request;
    try {
      request = Slices.wrap(isBase64 ? Base64.getDecoder().decode(body) : body.getBytes(StandardCharsets.UTF_8));
    } catch (IllegalArgumentException malformed) {
      return endpoint.unreadable(malformed);
    }
    return endpoint.reply(request).join();
  }

  /** Of an event in the format 1.0 at its top, of one in 2.0 within its context. */
  private static String method(Map<String, Object> event) {
    Object method = event.get("httpMethod");
    if (method == null && event.get("requestContext") instanceof Map<?, ?> context) {
      method = context.get("http") instanceof Map<?, ?> http ? http.get("method") : null;
    }
    return String.valueOf(method);
  }

  private static String contentType(Map<String, Object> event) {
    if (!(event.get("headers") instanceof Map<?, ?> headers)) return null;
    for (Map.Entry<?, ?> header : headers.entrySet()) {
      if ("content-type".equalsIgnoreCase(String.valueOf(header.getKey()))) return String.valueOf(header.getValue());
    }
    return null;
  }
}
