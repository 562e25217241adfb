package dev.statefun.sdk.java.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.net.httpserver.HttpServer;
import dev.statefun.sdk.java.handler.RequestReplyHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** By the JDK's server. */
class HttpStreamTest extends StreamContract {
  private static final InetSocketAddress ANY_PORT = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  @Override
  protected TestServer serve(RequestReplyEndpoint endpoint) throws IOException {
    RequestReplyServer server = RequestReplyServer.start(ANY_PORT, endpoint);
    return new TestServer(server.address(), server::close);
  }

  @Test
  void itIsNotOfferedByAServerWithoutThreads() throws Exception {
    RequestReplyHandler handler = request -> CompletableFuture.completedFuture(request);
    HttpServer bare = HttpServer.create(ANY_PORT, 0);
    bare.createContext("/", new RequestReplyHttpHandler(handler));
    bare.start();
    try {
      assertEquals("none", offerOf(bare.getAddress()));
    } finally {
      bare.stop(0);
    }
  }
}
