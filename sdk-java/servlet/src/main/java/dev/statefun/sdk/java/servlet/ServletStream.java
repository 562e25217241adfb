package dev.statefun.sdk.java.servlet;

import dev.statefun.sdk.java.http.RequestReplyEndpoint;
import dev.statefun.sdk.java.http.RequestReplyStream;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.lang.System.Logger;
import java.net.ProtocolException;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;

/**
 * A stream over an asynchronous request, whose bodies are read and written without blocking; its calls run in the container's threads.
 * A container gives a request's objects to others once it is over, so nothing is touched then.
 */
final class ServletStream implements ReadListener, WriteListener {
  /** What the runtime did wrong, in the request that was a stream. */
  static final String VIOLATION = ServletStream.class.getName() + ".violation";

  private static final Logger LOGGER = System.getLogger("dev.statefun.sdk.java");
  private static final int BUFFER_BYTES = 64 * 1024;

  private final AsyncContext context;
  private final ServletInputStream in;
  private final ServletOutputStream out;
  private final RequestReplyStream stream;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private boolean isListening;
  private boolean isReading;
  private boolean isFlushDue;
  private boolean isOver;

  ServletStream(RequestReplyEndpoint endpoint, AsyncContext context) throws IOException {
    this.context = context;
    in = context.getRequest().getInputStream();
    out = context.getResponse().getOutputStream();
    stream = new RequestReplyStream(endpoint, this::execute, this::write);
  }

  void start() {
    in.setReadListener(this);
    out.setWriteListener(this);
  }

  @Override
  public void onDataAvailable() {
    read();
  }

  @Override
  public void onAllDataRead() {
    stream.end();
  }

  @Override
  public void onWritePossible() {
    synchronized (this) {
      isListening = true;
    }
    write();
  }

  @Override
  public void onError(Throwable gone) {
    LOGGER.log(Logger.Level.DEBUG, "A stream broke.", gone);
    finish(null);
  }

  private void execute(Runnable call) {
    try {
      context.start(call);
    } catch (IllegalStateException over) {
      throw new RejectedExecutionException(over);
    }
  }

  /** What is here, as long as there is room: who makes room reads on, unless it is said while something is read. */
  private synchronized void read() {
    if (isReading) return;
    isReading = true;
    try {
      while (!isOver && stream.hasRoom() && in.isReady()) {
        int length = in.read(buffer);
        if (length < 0) return;
        stream.feed(buffer, length);
      }
    } catch (ProtocolException violation) {
      finish(violation);
    } catch (IOException | RuntimeException gone) {
      onError(gone);
    } finally {
      isReading = false;
    }
  }

  /** What can be written now; the container says when more can. */
  private synchronized void write() {
    if (!isListening || isOver) return;
    boolean hadRoom = stream.hasRoom();
    try {
      while (out.isReady()) {
        if (isFlushDue) {
          isFlushDue = false;
          out.flush();
          continue;
        }
        Optional<byte[]> next = stream.take();
        if (next.isEmpty()) {
          if (stream.isOver()) finish(null);
          break;
        }
        out.write(next.get());
        isFlushDue = true;
      }
    } catch (IOException | RuntimeException gone) {
      onError(gone);
    }
    if (!hadRoom) read();
  }

  /** To fail after the answer has begun is what makes a container cut the connection: see RequestReplyServlet. */
  private synchronized void finish(ProtocolException violation) {
    if (isOver) return;
    isOver = true;
    try {
      if (violation == null) {
        context.complete();
        return;
      }
      context.getRequest().setAttribute(VIOLATION, violation);
      context.dispatch();
    } catch (RuntimeException over) {
      // The container has ended it, or stops.
    }
  }
}
