package dev.statefun.sdk.java.http;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** A runtime's side of a stream, over a bare socket. */
public final class StreamClient implements AutoCloseable {
  public static final int CALL = 1;
  public static final int PING = 3;
  public static final int HELLO = 16;
  public static final int REPLY = 17;
  public static final int ERROR = 18;
  public static final int PONG = 19;

  /** What the service said. */
  public record Frame(int type, int call, byte[] payload) {}

  /** The head of the answer, in small letters. */
  public final String head;

  public final Frame hello;
  private final Socket socket = new Socket();
  private final OutputStream out;
  private final DataInputStream frames;

  public StreamClient(InetSocketAddress address) throws IOException {
    socket.connect(address);
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(30_000);
    out = socket.getOutputStream();
    String request = "POST / HTTP/1.1\r\nhost: x\r\ncontent-type: application/vnd.statefun.stream\r\n";
    out.write((request + "transfer-encoding: chunked\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
    InputStream in = new BufferedInputStream(socket.getInputStream());
    StringBuilder text = new StringBuilder();
    while (text.indexOf("\r\n\r\n") < 0) text.append((char) in.read());
    head = text.toString().toLowerCase();
    frames = new DataInputStream(new Chunks(in));
    hello = next();
  }

  public static byte[] frame(int type, int call, byte[] payload) {
    ByteBuffer frame = ByteBuffer.allocate(9 + payload.length);
    return frame.putInt(payload.length).put((byte) type).putInt(call).put(payload).array();
  }

  /** Sends bytes, as one chunk. */
  public void send(byte[] bytes) throws IOException {
    ByteArrayOutputStream chunk = new ByteArrayOutputStream();
    chunk.writeBytes((Integer.toHexString(bytes.length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
    chunk.writeBytes(bytes);
    chunk.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
    chunk.writeTo(out);
  }

  /** No more will come. */
  public void end() throws IOException {
    out.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
  }

  /** The next frame; null when the service ended its side. Throws IOException when the connection is cut. */
  public Frame next() throws IOException {
    try {
      return read();
    } catch (SocketTimeoutException silence) {
      throw new AssertionError("nothing comes any more", silence);
    }
  }

  private Frame read() throws IOException {
    int first = frames.read();
    if (first < 0) return null;
    int length = first << 24 | frames.readUnsignedByte() << 16 | frames.readUnsignedShort();
    int type = frames.readUnsignedByte();
    int call = frames.readInt();
    byte[] payload = new byte[length];
    frames.readFully(payload);
    return new Frame(type, call, payload);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  /** The content of a chunked body; its end is not that of the connection. */
  private static final class Chunks extends InputStream {
    private final InputStream in;
    private int left;
    private boolean isFirst = true;
    private boolean isOver;

    Chunks(InputStream in) {
      this.in = in;
    }

    @Override
    public int read() throws IOException {
      if (isOver) return -1;
      if (left == 0) left = size();
      if (isOver) return -1;
      left--;
      return required(in.read());
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
      if (length == 0) return 0;
      int first = read();
      if (first < 0) return -1;
      bytes[from] = (byte) first;
      int more = in.read(bytes, from + 1, Math.min(length - 1, left));
      left -= Math.max(more, 0);
      return 1 + Math.max(more, 0);
    }

    private int size() throws IOException {
      // Jetty sends what ends a chunk with the next one.
      if (!isFirst) line();
      isFirst = false;
      int size = Integer.parseInt(line(), 16);
      isOver = size == 0;
      return size;
    }

    private String line() throws IOException {
      StringBuilder line = new StringBuilder();
      for (int read = required(in.read()); read != '\n'; read = required(in.read())) {
        if (read != '\r') line.append((char) read);
      }
      return line.toString();
    }

    private static int required(int read) throws IOException {
      if (read < 0) throw new EOFException();
      return read;
    }
  }
}
