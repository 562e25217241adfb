package dev.statefun.sdk.java.servlet;

import dev.statefun.sdk.java.http.RequestReplyEndpoint;
import dev.statefun.sdk.java.http.StreamContract;
import java.net.InetSocketAddress;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** In a real Jetty. */
class JettyStreamTest extends StreamContract {
  @Override
  protected TestServer serve(RequestReplyEndpoint endpoint) throws Exception {
    Server server = new Server(new InetSocketAddress("127.0.0.1", 0));
    ServletHolder servlet = new ServletHolder(new RequestReplyServlet(endpoint));
    servlet.setAsyncSupported(true);
    ServletContextHandler context = new ServletContextHandler("/");
    context.addServlet(servlet, "/*");
    server.setHandler(context);
    server.start();
    int port = ((ServerConnector) server.getConnectors()[0]).getLocalPort();
    return new TestServer(new InetSocketAddress("127.0.0.1", port), server::stop);
  }
}
