package dev.statefun.sdk.java.servlet;

import dev.statefun.sdk.java.http.RequestReplyEndpoint;
import dev.statefun.sdk.java.http.StreamContract;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.catalina.Context;
import org.apache.catalina.startup.Tomcat;
import org.junit.jupiter.api.io.TempDir;

/** In a real Tomcat. */
class TomcatStreamTest extends StreamContract {
  /** Kept here, since a logger that nobody keeps forgets its level. */
  private static final Logger TOMCAT = Logger.getLogger("org.apache");

  static {
    TOMCAT.setLevel(Level.OFF);
  }

  @TempDir private Path folder;

  @Override
  protected TestServer serve(RequestReplyEndpoint endpoint) throws Exception {
    Tomcat tomcat = new Tomcat();
    tomcat.setBaseDir(folder.toString());
    tomcat.setHostname("127.0.0.1");
    tomcat.setPort(0);
    tomcat.getConnector().setProperty("address", "127.0.0.1");
    Context context = tomcat.addContext("", folder.toString());
    Tomcat.addServlet(context, "functions", new RequestReplyServlet(endpoint)).setAsyncSupported(true);
    context.addServletMapping("/*", "functions");
    tomcat.start();
    InetSocketAddress address = new InetSocketAddress("127.0.0.1", tomcat.getConnector().getLocalPort());
    return new TestServer(
        address,
        () -> {
          tomcat.stop();
          tomcat.destroy();
        });
  }
}
