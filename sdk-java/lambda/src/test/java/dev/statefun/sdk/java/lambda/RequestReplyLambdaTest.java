package dev.statefun.sdk.java.lambda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.statefun.sdk.java.http.RequestReplyEndpoint;
import dev.statefun.sdk.java.slice.Slices;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class RequestReplyLambdaTest {
  private static final int LIMIT = 1000;

  private final List<Throwable> errors = new ArrayList<>();
  private final RequestReplyLambda lambda =
      new RequestReplyLambda(
          new RequestReplyEndpoint(
                  request ->
                      request.readableBytes() == 1
                          ? CompletableFuture.failedFuture(new IllegalStateException("failed"))
                          : CompletableFuture.completedFuture(Slices.copyOf(request.toByteArray())))
              .withPayloadBytesMax(LIMIT)
              .withOnError(errors::add));

  @Test
  void anEventOfAFunctionUrlIsAnswered() {
    Map<String, Object> context = Map.of("http", Map.of("method", "POST", "path", "/"));
    Map<String, Object> event = event(new byte[] {0, (byte) 0xff, 7});
    event.put("version", "2.0");
    event.put("requestContext", context);
    assertReply(200, new byte[] {0, (byte) 0xff, 7}, lambda.handleRequest(event, null));
  }

  @Test
  void anEventOfARestApiIsAnswered() {
    Map<String, Object> event = event(new byte[LIMIT]);
    event.put("httpMethod", "POST");
    event.put("headers", Map.of("Content-Type", "application/octet-stream"));
    assertReply(200, new byte[LIMIT], lambda.handleRequest(event, null));
  }

  @Test
  void anEventWithoutABodyIsAnEmptyRequest() {
    assertReply(200, new byte[0], lambda.handleRequest(Map.of("httpMethod", "POST"), null));
  }

  @Test
  void whatIsNoRequestIsRefusedWithAReason() {
    assertRefused(405, "POST", Map.of("httpMethod", "GET"));
    assertRefused(405, "POST", Map.of());
    assertRefused(400, "read", Map.of("httpMethod", "POST", "isBase64Encoded", true, "body", "*"));
    Map<String, Object> large = event(new byte[LIMIT + 1]);
    large.put("httpMethod", "POST");
    assertRefused(413, "1000", large);
    Map<String, Object> json = event(new byte[2]);
    json.put("httpMethod", "POST");
    json.put("headers", Map.of("content-type", "application/json"));
    assertRefused(415, "application/json", json);
    Map<String, Object> failing = event(new byte[1]);
    failing.put("httpMethod", "POST");
    assertRefused(500, "failed", failing);
    assertEquals(2, errors.size());
  }

  private static Map<String, Object> event(byte[] body) {
    return new HashMap<>(Map.of("isBase64Encoded", true, "body", Base64.getEncoder().encodeToString(body)));
  }

  private void assertRefused(int status, String part, Map<String, Object> event) {
    Map<String, Object> reply = lambda.handleRequest(event, null);
    assertEquals(status, reply.get("statusCode"));
    String text = new String(body(reply));
    assertTrue(text.contains(part), text);
  }

  private static void assertReply(int status, byte[] body, Map<String, Object> reply) {
    assertEquals(status, reply.get("statusCode"));
    assertEquals(Map.of("content-type", "application/octet-stream"), reply.get("headers"));
    assertArrayEquals(body, body(reply));
  }

  private static byte[] body(Map<String, Object> reply) {
    assertEquals(true, reply.get("isBase64Encoded"));
    return Base64.getDecoder().decode((String) reply.get("body"));
  }
}
