package dev.statefun.sdk.java.http;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;
import java.util.concurrent.Executor;

/** A stream over an exchange of the JDK's server: one thread reads, one writes, and the calls run in the threads of the server. */
final class HttpStream {
  private static final int BUFFER_BYTES = 64 * 1024;

  private final HttpExchange exchange;
  private final RequestReplyStream stream;
  private boolean isGone;

  private HttpStream(HttpExchange exchange, RequestReplyEndpoint endpoint) {
    this.exchange = exchange;
    this.stream = new RequestReplyStream(endpoint, executorOf(exchange), this::changed);
  }

  static boolean isAskedFor(HttpExchange exchange) {
    return RequestReplyStream.isAskedFor(
        exchange.getRequestMethod(), exchange.getRequestHeaders().getFirst("Content-Type"));
  }

  /** A server that was given no executor does all in one thread, with one of its own: calls would hold each other up. */
  static boolean canBeServedBy(HttpExchange exchange) {
    Executor executor = executorOf(exchange);
    return executor != null && !executor.getClass().getName().startsWith("sun.net.httpserver.");
  }

  private static Executor executorOf(HttpExchange exchange) {
    return exchange.getHttpContext().getServer().getExecutor();
  }

  /** Begins to serve a stream, in threads of its own. */
  static void serve(HttpExchange exchange, RequestReplyEndpoint endpoint) {
    HttpStream stream = new HttpStream(exchange, endpoint);
    start("statefun-stream-reader", stream::run);
  }

  private static Thread start(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private void run() {
    try {
      exchange.getResponseHeaders().set("Content-Type", RequestReplyStream.CONTENT_TYPE);
      exchange.getResponseHeaders().set(RequestReplyStream.OFFER, RequestReplyStream.VERSION);
      exchange.sendResponseHeaders(200, 0);
      Thread writer = start("statefun-stream-writer", this::write);
      read();
      stream.end();
      writer.join();
    } catch (IOException over) {
      cut();
    } catch (InterruptedException stopped) {
      cut();
      Thread.currentThread().interrupt();
    } finally {
      leave();
      exchange.close();
    }
  }

  /** Until the runtime ends its side. */
  private void read() throws IOException, InterruptedException {
    InputStream in = exchange.getRequestBody();
    byte[] buffer = new byte[BUFFER_BYTES];
    awaitRoom();
    for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
      stream.feed(buffer, length);
      awaitRoom();
    }
  }

  private void write() {
    OutputStream body = exchange.getResponseBody();
    try {
      for (Optional<byte[]> next = next(); next.isPresent(); next = next()) {
        body.write(next.get());
        body.flush();
      }
    } catch (IOException gone) {
      // The reader finds it out, too.
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } finally {
      leave();
    }
  }

  /** What is to be written next; empty at the end. */
  private synchronized Optional<byte[]> next() throws InterruptedException {
    while (true) {
      Optional<byte[]> next = stream.take();
      if (next.isPresent()) {
        notifyAll();
        return next;
      }
      if (isGone || stream.isOver()) return next;
      wait();
    }
  }

  private synchronized void awaitRoom() throws InterruptedException {
    while (!stream.hasRoom() && !isGone) wait();
  }

  private synchronized void changed() {
    notifyAll();
  }

  /** Nobody hears what is said any more. */
  private synchronized void leave() {
    isGone = true;
    notifyAll();
  }

  /** Closing an exchange waits for the rest of its body; a channel that is read by an interrupted thread is closed at once. */
  private void cut() {
    byte[] rest = new byte[BUFFER_BYTES];
    Thread.currentThread().interrupt();
    try {
      while (exchange.getRequestBody().read(rest) >= 0) continue;
    } catch (IOException closed) {
      // That was the aim.
    } finally {
      Thread.interrupted();
    }
  }
}
