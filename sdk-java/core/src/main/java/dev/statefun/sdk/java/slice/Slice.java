package dev.statefun.sdk.java.slice;

import java.io.OutputStream;
import java.nio.ByteBuffer;

/** Bytes that are read only. {@link Slices} makes them. */
public interface Slice {
  /** How many bytes there are. */
  int readableBytes();

  /** Puts all bytes into the buffer. Throws BufferOverflowException when they don't fit. */
  void copyTo(ByteBuffer target);

  /** Copies all bytes to the start of the array. Throws IndexOutOfBoundsException when they don't fit. */
  void copyTo(byte[] target);

  /** Copies all bytes into the array. Throws IndexOutOfBoundsException when they don't fit. */
  void copyTo(byte[] target, int targetOffset);

  /** Writes all bytes. Throws UncheckedIOException when the stream fails. */
  void copyTo(OutputStream outputStream);

  /** One byte. Throws IndexOutOfBoundsException when there is none at that position. */
  byte byteAt(int position);

  /** A view of the bytes. */
  ByteBuffer asReadOnlyByteBuffer();

  /** A copy of the bytes. */
  byte[] toByteArray();
}
