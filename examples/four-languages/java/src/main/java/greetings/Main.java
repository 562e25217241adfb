package greetings;

import dev.statefun.sdk.java.StatefulFunctions;
import dev.statefun.sdk.java.http.RequestReplyServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** Serves java/greeter on 127.0.0.1 and the port 8003, or $PORT. */
public final class Main {
  private Main() {}

  public static void main(String[] args) throws IOException {
    StatefulFunctions functions = new StatefulFunctions().withStatefulFunction(GreeterFn.SPEC);
    int port = Integer.parseInt(System.getenv().getOrDefault("PORT", "8003"));
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    RequestReplyServer.start(address, functions.requestReplyHandler());
  }
}
