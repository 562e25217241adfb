package dev.statefun.conformance;

import dev.statefun.sdk.java.handler.RequestReplyHandler;
import dev.statefun.sdk.java.http.RequestReplyServer;
import java.io.IOException;
import java.net.InetSocketAddress;

/** Serves functions by the server of our SDK. */
final class Serving {
  private Serving() {}

  /** Where it listens. */
  static InetSocketAddress start(InetSocketAddress address, RequestReplyHandler handler) throws IOException {
    return RequestReplyServer.start(address, handler).address();
  }
}
