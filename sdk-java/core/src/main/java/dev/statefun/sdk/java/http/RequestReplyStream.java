package dev.statefun.sdk.java.http;

import dev.statefun.sdk.java.slice.Slice;
import dev.statefun.sdk.java.slice.Slices;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.net.ProtocolException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * The service's side of the stream transport (docs/stream-transport.md): many calls over one HTTP exchange whose two bodies
 * are open at the same time. The adapters here serve streams by themselves; this is for other servers.
 */
public final class RequestReplyStream {
  /** Of a request that is to become a stream, and of its answer. */
  public static final String CONTENT_TYPE = "application/vnd.statefun.stream";

  /** The header, with {@link #VERSION}, of an answer that begins a stream, and of all answers of a service that takes streams. */
  public static final String OFFER = "StateFun-Stream";

  public static final String VERSION = "1";

  private static final Logger LOGGER = System.getLogger("dev.statefun.sdk.java");
  private static final int CALLS_MAX = 1024;
  /** A service that has more to say than is taken does not read on. */
  private static final int UNWRITTEN_BYTES_MAX = 1024 * 1024;

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

  private final RequestReplyEndpoint endpoint;
  private final Executor executor;
  /** The bytes of each unanswered call. */
  private final Map<Integer, Integer> calls = new HashMap<>();

  private int callBytes;
  private ByteArrayOutputStream out = new ByteArrayOutputStream();
  private boolean isEnded;
  private boolean isGone;

  private RequestReplyStream(RequestReplyEndpoint endpoint, Executor executor) {
    this.endpoint = endpoint;
    this.executor = executor;
  }

  /** Whether a request asks for a stream. */
  public static boolean isAskedFor(String method, String contentType) {
    return "POST".equals(method) && CONTENT_TYPE.equals(contentType);
  }

  /**
   * Serves a stream until the runtime ends it, and all that was asked is answered: reads in this thread, writes in one of its
   * own, makes calls by the executor. To be called when the status 200 and the headers are set. When it is over, neither body is
   * used any more; it closes none of them.
   *
   * @param in the body of the request
   * @param out the body of the answer, whose {@code flush} sends what was written
   * @param cut is run before it throws, and closes the connection at once, so that a write fails that nobody takes. May do
   *     nothing with a server that gives up such writes itself
   * @throws ProtocolException when the runtime broke the rules, which is logged: the connection is to be cut
   * @throws IOException when the runtime is gone
   */
  public static void serve(
      RequestReplyEndpoint endpoint, InputStream in, OutputStream out, Executor executor, Runnable cut)
      throws IOException {
    RequestReplyStream stream = new RequestReplyStream(endpoint, executor);
    stream.sayHello();
    Thread writer = new Thread(() -> stream.write(out), "statefun-stream-writer");
    writer.setDaemon(true);
    writer.start();
    try {
      stream.read(new DataInputStream(new BufferedInputStream(in, BUFFER_BYTES)));
      stream.end(true);
      await(writer);
    } catch (IOException over) {
      if (over instanceof ProtocolException) LOGGER.log(Logger.Level.WARNING, "A stream was cut: " + over.getMessage());
      cut.run();
      throw over;
    } finally {
      stream.end(false);
      await(writer);
    }
  }

  private static void await(Thread writer) throws InterruptedIOException {
    try {
      writer.join();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException();
    }
  }

  // ------------------------------------------------------------------------------------------------- reading

  /** Until the runtime ends its side. */
  private void read(DataInputStream in) throws IOException {
    while (true) {
      awaitRoom();
      int first = in.read();
      if (first < 0) return;
      long length = Integer.toUnsignedLong(first << 24 | in.readUnsignedByte() << 16 | in.readUnsignedShort());
      int type = in.readUnsignedByte();
      int call = in.readInt();
      if (type == CALL) {
        readCall(in, call, length);
        continue;
      }
      if (length > CONTROL_BYTES_MAX) throw new ProtocolException("a frame of type " + type + " has " + length + " bytes");
      control(type, in.readNBytes((int) length), (int) length);
    }
  }

  private synchronized void awaitRoom() throws InterruptedIOException {
    try {
      while (out.size() > UNWRITTEN_BYTES_MAX && !isGone) wait();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException();
    }
  }

  private void control(int type, byte[] payload, int length) throws IOException {
    if (payload.length < length) throw new EOFException();
    switch (type) {
      case PING -> {
        if (length != PING_BYTES) throw new ProtocolException("a PING has 8 bytes");
        say(PONG, 0, Slices.wrap(payload));
      }
      case HELLO, REPLY, ERROR, PONG, GO_AWAY ->
          throw new ProtocolException("a frame of type " + type + " comes from services only");
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

  private synchronized void admit(int call, int bytes) throws ProtocolException {
    if (call == 0 || calls.containsKey(call)) {
      throw new ProtocolException("the id " + Integer.toUnsignedString(call) + " of a CALL is not free");
    }
    boolean isTooMuch = !calls.isEmpty() && callBytes + (long) bytes > endpoint.payloadBytesMax();
    if (calls.size() >= CALLS_MAX || isTooMuch) {
      throw new ProtocolException("there are more unanswered calls than HELLO allows");
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
    if (isGone) return;
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

  private void write(OutputStream body) {
    try {
      for (ByteArrayOutputStream next = take(); next != null; next = take()) {
        next.writeTo(body);
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

  /** Nobody hears what is said any more. */
  private synchronized void leave() {
    isGone = true;
    out = new ByteArrayOutputStream();
    notifyAll();
  }

  /** What was said since the last time; null at the end. */
  private synchronized ByteArrayOutputStream take() throws InterruptedException {
    while (out.size() == 0) {
      if (isEnded && calls.isEmpty()) return null;
      wait();
    }
    ByteArrayOutputStream taken = out;
    out = new ByteArrayOutputStream();
    notifyAll();
    return taken;
  }
}
