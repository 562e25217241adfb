package dev.statefun.sdk.java.handler;

import dev.statefun.sdk.java.slice.Slice;
import java.util.concurrent.CompletableFuture;

/**
 * Answers the runtime's requests by calling functions. Whoever has an HTTP server gives it the body of each request, and
 * sends back what comes out; {@code dev.statefun.sdk.java.http} does so for the JDK's server.
 */
public interface RequestReplyHandler {
  /**
   * Calls the function that the request is for. Never throws: the future fails with {@link InvalidRequestException}, with
   * {@link UnknownFunctionException}, or with what the function failed with.
   *
   * @param input the request; must not be changed until the future is complete
   */
  CompletableFuture<Slice> handle(Slice input);
}
