package dev.statefun.sdk.java.http;

import dev.statefun.sdk.java.slice.Slice;
import dev.statefun.sdk.java.slice.Slices;

/**
 * What an adapter sends back.
 *
 * @param status the HTTP status
 * @param contentType of the body
 * @param body a reply of the protocol (status 200), else a line of text
 */
public record HttpReply(int status, String contentType, Slice body) {
  static HttpReply ok(Slice reply) {
    return new HttpReply(200, RequestReplyEndpoint.CONTENT_TYPE, reply);
  }

  static HttpReply refusal(int status, String line) {
    return new HttpReply(status, "text/plain; charset=utf-8", Slices.copyFromUtf8(line + "\n"));
  }
}
