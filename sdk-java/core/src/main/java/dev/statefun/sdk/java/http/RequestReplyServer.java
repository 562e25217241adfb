package dev.statefun.sdk.java.http;

import com.sun.net.httpserver.HttpServer;
import dev.statefun.sdk.java.handler.RequestReplyHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The JDK's HTTP server with functions behind every path: for a service that has nothing else to serve. */
public final class RequestReplyServer implements AutoCloseable {
  /** Functions that block hold one each; what comes beyond waits. */
  private static final int THREADS_MAX = 256;

  private static final int CONNECTIONS_WAITING_MAX = 1024;
  private static final String NODELAY = "sun.net.httpserver.nodelay";

  private final HttpServer server;
  private final ThreadPoolExecutor threads;

  /** Serves until {@link #close}, or until the process ends. Throws IOException when it can't listen there. */
  public static RequestReplyServer start(InetSocketAddress address, RequestReplyHandler handler) throws IOException {
    return start(address, new RequestReplyEndpoint(handler));
  }

  /** The same, with an endpoint's own limits. */
  public static RequestReplyServer start(InetSocketAddress address, RequestReplyEndpoint endpoint) throws IOException {
    return new RequestReplyServer(address, endpoint);
  }

  private RequestReplyServer(InetSocketAddress address, RequestReplyEndpoint endpoint) throws IOException {
    // Else the JDK's server sends the end of each reply 40 ms late. It looks once, when its first server is made.
    if (System.getProperty(NODELAY) == null) System.setProperty(NODELAY, "true");
    server = HttpServer.create(address, CONNECTIONS_WAITING_MAX);
    threads =
        new ThreadPoolExecutor(THREADS_MAX, THREADS_MAX, 60, TimeUnit.SECONDS, new LinkedBlockingQueue<>());
    threads.allowCoreThreadTimeOut(true);
    server.setExecutor(threads);
    server.createContext("/", new RequestReplyHttpHandler(endpoint));
    server.start();
  }

  /** Where it listens; of port 0 the one that was free. */
  public InetSocketAddress address() {
    return server.getAddress();
  }

  /** Ends it at once. */
  @Override
  public void close() {
    server.stop(0);
    threads.shutdown();
  }
}
