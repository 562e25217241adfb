package dev.statefun.sdk.java.http;

import com.sun.net.httpserver.HttpExchange;
import dev.statefun.sdk.java.slice.Slice;
import dev.statefun.sdk.java.slice.Slices;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * The service's side of the stream transport (docs/stream-transport.md) over one exchange of the JDK's server: one thread
 * reads, one writes, and the calls run in the threads of the server. Answers that are ready together go out together.
 */
final class HttpStream {
  static final String CONTENT_TYPE = "application/vnd.statefun.stream";
  static final String OFFER = "StateFun-Stream";
  static final String VERSION = "1";

  private static final Logger LOGGER = System.getLogger("dev.statefun.sdk.java");
  private static final int CALLS_MAX = 1024;
  private static final int CONTROL_BYTES_MAX = 64 * 1024;
  private static final int BUFFER_BYTES = 64 * 1024;
  private static final int PING_BYTES = 8;

  private static final int CALL = 1;
  private static final int PING = 3;
  private static final int HELLO = 16;
  private static final int REPLY = 17;
  private static final int ERROR = 18;
  private static final int PONG = 19;
  private static final int GO_AWAY = 20;

  /** The runtime does not keep to the protocol: the connection is cut. */
  private static final class Violation extends IOException {
    private static final long serialVersionUID = 1;

    Violation(String what) {
      super(what);
    }
  }

  private final HttpExchange exchange;
  private final RequestReplyEndpoint endpoint;
  private final Executor executor;
  /** The bytes of each unanswered call. */
  private final Map<Integer, Integer> calls = new HashMap<>();

  private int callBytes;
  private ByteArrayOutputStream out = new ByteArrayOutputStream();
  private boolean isEnded;

  private HttpStream(HttpExchange exchange, RequestReplyEndpoint endpoint) {
    this.exchange = exchange;
    this.endpoint = endpoint;
    this.executor = exchange.getHttpContext().getServer().getExecutor();
  }

  static boolean isAskedFor(HttpExchange exchange) {
    return "POST".equals(exchange.getRequestMethod())
        && CONTENT_TYPE.equals(exchange.getRequestHeaders().getFirst("Content-Type"));
  }

  /** A server that was given no executor does all in one thread, with one of its own: calls would hold each other up. */
  static boolean canBeServedBy(HttpExchange exchange) {
    Executor executor = exchange.getHttpContext().getServer().getExecutor();
    return executor != null && !executor.getClass().getName().startsWith("sun.net.httpserver.");
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
      exchange.getResponseHeaders().set("Content-Type", CONTENT_TYPE);
      exchange.getResponseHeaders().set(OFFER, VERSION);
      exchange.sendResponseHeaders(200, 0);
      sayHello();
      Thread writer = start("statefun-stream-writer", this::write);
      try {
        read(new DataInputStream(new BufferedInputStream(exchange.getRequestBody(), BUFFER_BYTES)));
        end(true);
        writer.join();
        exchange.close();
      } finally {
        end(false);
      }
    } catch (Violation violation) {
      LOGGER.log(Logger.Level.WARNING, "A stream was cut: " + violation.getMessage());
      cut();
    } catch (IOException gone) {
      // Whoever asked is gone, and will ask again.
      cut();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      cut();
    }
  }

  /** Closing an exchange waits for the rest of its body; a channel that is read by an interrupted thread is closed at once. */
  private void cut() {
    Thread.currentThread().interrupt();
    try {
      exchange.getRequestBody().read();
    } catch (IOException closed) {
      // That was the aim.
    }
    exchange.close();
  }

  // ------------------------------------------------------------------------------------------------- reading

  /** Until the runtime ends its side. */
  private void read(DataInputStream in) throws IOException {
    while (true) {
      int first = in.read();
      if (first < 0) return;
      long length = Integer.toUnsignedLong(first << 24 | in.readUnsignedByte() << 16 | in.readUnsignedShort());
      int type = in.readUnsignedByte();
      int call = in.readInt();
      if (type == CALL) {
        readCall(in, call, length);
        continue;
      }
      if (length > CONTROL_BYTES_MAX) throw new Violation("a frame of type " + type + " has " + length + " bytes");
      control(type, in.readNBytes((int) length), (int) length);
    }
  }

  private void control(int type, byte[] payload, int length) throws IOException {
    if (payload.length < length) throw new EOFException();
    switch (type) {
      case PING -> {
        if (length != PING_BYTES) throw new Violation("a PING has 8 bytes");
        say(PONG, 0, Slices.wrap(payload));
      }
      case HELLO, REPLY, ERROR, PONG, GO_AWAY ->
          throw new Violation("a frame of type " + type + " comes from services only");
      default -> {
        // A cancellation, since a function that runs can't be stopped; or of a later version.
      }
    }
  }

  private void readCall(DataInputStream in, int call, long length) throws IOException {
    boolean isTooLong = length > endpoint.payloadBytesMax();
    admit(call, isTooLong ? 0 : (int) length);
    if (isTooLong) {
      passOver(in, length);
      answer(call, endpoint.tooLarge());
      return;
    }
    byte[] payload = in.readNBytes((int) length);
    if (payload.length < length) throw new EOFException();
    try {
      executor.execute(() -> endpoint.reply(Slices.wrap(payload)).thenAccept(reply -> answer(call, reply)));
    } catch (RejectedExecutionException stopping) {
      answer(call, HttpReply.refusal(503, "The service is shutting down."));
    }
  }

  /** Not by {@code skip}: with chunked bodies the JDK's server skips bytes of the wire. */
  private static void passOver(DataInputStream in, long length) throws IOException {
    for (long left = length; left > 0; left -= BUFFER_BYTES) {
      int piece = (int) Math.min(left, BUFFER_BYTES);
      if (in.readNBytes(piece).length < piece) throw new EOFException();
    }
  }

  private synchronized void admit(int call, int bytes) throws Violation {
    if (call == 0 || calls.containsKey(call)) {
      throw new Violation("the id " + Integer.toUnsignedString(call) + " of a CALL is not free");
    }
    boolean isTooMuch = !calls.isEmpty() && callBytes + (long) bytes > endpoint.payloadBytesMax();
    if (calls.size() >= CALLS_MAX || isTooMuch) {
      throw new Violation("there are more unanswered calls than HELLO allows");
    }
    calls.put(call, bytes);
    callBytes += bytes;
  }

  // ------------------------------------------------------------------------------------------------- writing

  private void sayHello() {
    ByteArrayOutputStream payload = new ByteArrayOutputStream();
    DataOutputStream data = new DataOutputStream(payload);
    try {
      data.writeByte(Integer.parseInt(VERSION));
      data.writeInt(CALLS_MAX);
      data.writeInt(endpoint.payloadBytesMax());
      data.writeInt(endpoint.payloadBytesMax());
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    say(HELLO, 0, Slices.wrap(payload.toByteArray()));
  }

  private synchronized void answer(int call, HttpReply reply) {
    Integer bytes = calls.remove(call);
    if (bytes == null) return;
    callBytes -= bytes;
    if (reply.status() == 200) {
      say(REPLY, call, reply.body());
      return;
    }
    byte[] line = reply.body().toByteArray();
    byte[] error = new byte[2 + line.length];
    error[0] = (byte) (reply.status() >> 8);
    error[1] = (byte) reply.status();
    System.arraycopy(line, 0, error, 2, line.length);
    say(ERROR, call, Slices.wrap(error));
  }

  private synchronized void say(int type, int call, Slice payload) {
    int length = payload.readableBytes();
    for (int shift = 24; shift >= 0; shift -= 8) out.write(length >> shift);
    out.write(type);
    for (int shift = 24; shift >= 0; shift -= 8) out.write(call >> shift);
    payload.copyTo(out);
    notifyAll();
  }

  /** What is said goes out until the end; in order: until all calls are answered. */
  private synchronized void end(boolean inOrder) {
    isEnded = true;
    if (!inOrder) calls.clear();
    notifyAll();
  }

  private void write() {
    try {
      OutputStream body = exchange.getResponseBody();
      for (ByteArrayOutputStream next = take(); next != null; next = take()) {
        next.writeTo(body);
        body.flush();
      }
    } catch (IOException gone) {
      // The reader finds it out, too.
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  /** What was said since the last time; null at the end. */
  private synchronized ByteArrayOutputStream take() throws InterruptedException {
    while (out.size() == 0) {
      if (isEnded && calls.isEmpty()) return null;
      wait();
    }
    ByteArrayOutputStream taken = out;
    out = new ByteArrayOutputStream();
    return taken;
  }
}
