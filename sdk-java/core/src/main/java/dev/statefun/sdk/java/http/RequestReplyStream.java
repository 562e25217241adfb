package dev.statefun.sdk.java.http;

import dev.statefun.sdk.java.slice.Slice;
import dev.statefun.sdk.java.slice.Slices;
import java.io.ByteArrayOutputStream;
import java.lang.System.Logger;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * The service's side of the stream transport (docs/stream-transport.md): many calls over one HTTP exchange whose two bodies
 * are open at the same time. It reads and writes nothing itself: what comes is fed, by one thread, and what is to go out is taken,
 * by one at a time. The adapters here serve streams by themselves; this is for other servers.
 */
public final class RequestReplyStream {
  /** Of a request that is to become a stream, and of its answer. */
  public static final String CONTENT_TYPE = "application/vnd.statefun.stream";

  /** The header, with {@link #VERSION}, of an answer that begins a stream, and of all answers of a service that takes streams. */
  public static final String OFFER = "StateFun-Stream";

  public static final String VERSION = "1";

  private static final Logger LOGGER = System.getLogger("dev.statefun.sdk.java");
  private static final int CALLS_MAX = 1024;
  private static final int UNTAKEN_BYTES_MAX = 1024 * 1024;
  private static final int CONTROL_BYTES_MAX = 64 * 1024;
  private static final int HEADER_BYTES = 9;
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
  private final Runnable onSaid;

  /** The frame that comes: its header, then what is here of its payload. */
  private final ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES);
  private final ByteArrayOutputStream payload = new ByteArrayOutputStream();
  private long payloadLeft;
  private boolean isPassedOver;

  /** The bytes of each unanswered call. */
  private final Map<Integer, Integer> calls = new HashMap<>();
  private int callBytes;
  private ByteArrayOutputStream out = new ByteArrayOutputStream();
  private boolean isEnded;

  /**
   * A stream that has its first frame to be taken.
   *
   * @param executor makes the calls
   * @param onSaid is told, by any thread, that there may be something to take, or that it is over
   */
  public RequestReplyStream(RequestReplyEndpoint endpoint, Executor executor, Runnable onSaid) {
    this.endpoint = endpoint;
    this.executor = executor;
    this.onSaid = onSaid;
    int most = endpoint.payloadBytesMax();
    ByteBuffer hello = ByteBuffer.allocate(13);
    hello.put(Byte.parseByte(VERSION)).putInt(CALLS_MAX).putInt(most).putInt(most);
    write(HELLO, 0, Slices.wrap(hello.array()));
  }

  /** Whether a request asks for a stream. */
  public static boolean isAskedFor(String method, String contentType) {
    return "POST".equals(method) && CONTENT_TYPE.equals(contentType);
  }

  /** Whether more is to be read and fed: not while much is to be taken. */
  public synchronized boolean hasRoom() {
    return out.size() <= UNTAKEN_BYTES_MAX;
  }

  /** What was said since the last time, for the body of the answer; empty when there is nothing. */
  public synchronized Optional<byte[]> take() {
    if (out.size() == 0) return Optional.empty();
    byte[] taken = out.toByteArray();
    out = new ByteArrayOutputStream();
    return Optional.of(taken);
  }

  /** Whether the runtime has ended it, all calls are answered, and all is taken. */
  public synchronized boolean isOver() {
    return isEnded && calls.isEmpty() && out.size() == 0;
  }

  /** The body of the request has come to its end. */
  public void end() {
    synchronized (this) {
      isEnded = true;
    }
    onSaid.run();
  }

  /**
   * Does what the runtime says; frames may be cut anywhere. Throws ProtocolException when it broke the rules, which is logged: the
   * connection is to be cut.
   */
  public void feed(byte[] bytes, int length) throws ProtocolException {
    try {
      read(ByteBuffer.wrap(bytes, 0, length));
    } catch (ProtocolException violation) {
      LOGGER.log(Logger.Level.WARNING, "A stream was cut: " + violation.getMessage());
      throw violation;
    }
  }

  // ------------------------------------------------------------------------------------------------- reading

  private void read(ByteBuffer in) throws ProtocolException {
    while (true) {
      if (header.hasRemaining()) {
        while (in.hasRemaining() && header.hasRemaining()) header.put(in.get());
        if (header.hasRemaining()) return;
        begin(type(), call(), Integer.toUnsignedLong(header.getInt(0)));
      }
      int piece = (int) Math.min(payloadLeft, in.remaining());
      if (!isPassedOver) payload.write(in.array(), in.arrayOffset() + in.position(), piece);
      in.position(in.position() + piece);
      payloadLeft -= piece;
      if (payloadLeft > 0) return;
      byte[] whole = payload.toByteArray();
      header.clear();
      payload.reset();
      finish(type(), call(), whole);
    }
  }

  private int type() {
    return header.get(4);
  }

  private int call() {
    return header.getInt(5);
  }

  private void begin(int type, int call, long length) throws ProtocolException {
    payloadLeft = length;
    isPassedOver = type == CALL && length > endpoint.payloadBytesMax();
    if (type == CALL) admit(call, isPassedOver ? 0 : (int) length);
    else if (length > CONTROL_BYTES_MAX) {
      throw new ProtocolException("a frame of type " + (type & 0xff) + " has " + length + " bytes");
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

  private void finish(int type, int call, byte[] whole) throws ProtocolException {
    switch (type) {
      case CALL -> {
        if (isPassedOver) answer(call, endpoint.tooLarge());
        else make(call, whole);
      }
      case PING -> {
        if (whole.length != PING_BYTES) throw new ProtocolException("a PING has 8 bytes");
        say(PONG, 0, Slices.wrap(whole));
      }
      case HELLO, REPLY, ERROR, PONG, GO_AWAY ->
          throw new ProtocolException("a frame of type " + type + " comes from services only");
      default -> {
        // A cancellation, since a function that runs can't be stopped; or of a later version.
      }
    }
  }

  private void make(int call, byte[] request) {
    try {
      executor.execute(() -> endpoint.reply(Slices.wrap(request)).thenAccept(reply -> answer(call, reply)));
    } catch (RejectedExecutionException stopping) {
      answer(call, HttpReply.refusal(503, "The service is shutting down."));
    }
  }

  // ------------------------------------------------------------------------------------------------- writing

  private void answer(int call, HttpReply reply) {
    synchronized (this) {
      callBytes -= calls.remove(call);
      if (reply.status() == 200) write(REPLY, call, reply.body());
      else write(ERROR, call, error(reply));
    }
    onSaid.run();
  }

  private static Slice error(HttpReply reply) {
    byte[] line = reply.body().toByteArray();
    ByteBuffer error = ByteBuffer.allocate(Math.min(2 + line.length, CONTROL_BYTES_MAX));
    error.putShort((short) reply.status()).put(line, 0, error.remaining());
    return Slices.wrap(error.array());
  }

  private void say(int type, int call, Slice content) {
    synchronized (this) {
      write(type, call, content);
    }
    onSaid.run();
  }

  private void write(int type, int call, Slice content) {
    ByteBuffer head = ByteBuffer.allocate(HEADER_BYTES);
    head.putInt(content.readableBytes()).put((byte) type).putInt(call);
    out.writeBytes(head.array());
    content.copyTo(out);
  }
}
