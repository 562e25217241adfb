package dev.statefun.sdk.java.slice;

import dev.statefun.sdk.java.internal.ByteArraySlice;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;

/** Puts a slice together from pieces. Not for use by several threads at once. */
public final class SliceOutput {
  private static final int READ_BYTES = 8192;

  private byte[] bytes;
  private int length;

  /** An empty one with room for so many bytes; it grows as needed. */
  public static SliceOutput sliceOutput(int initialSize) {
    if (initialSize < 0) throw new IllegalArgumentException("The initial size is negative: " + initialSize);
    return new SliceOutput(initialSize);
  }

  private SliceOutput(int initialSize) {
    bytes = new byte[initialSize];
  }

  public void write(byte value) {
    room(1);
    bytes[length++] = value;
  }

  public void write(byte[] buffer) {
    write(buffer, 0, buffer.length);
  }

  /** Throws IndexOutOfBoundsException when the range is not within the array. */
  public void write(byte[] buffer, int offset, int count) {
    Objects.checkFromIndexSize(offset, count, buffer.length);
    room(count);
    System.arraycopy(buffer, offset, bytes, length, count);
    length += count;
  }

  /** What remains of the buffer, which is then at its end. */
  public void write(ByteBuffer buffer) {
    int count = buffer.remaining();
    room(count);
    buffer.get(bytes, length, count);
    length += count;
  }

  public void write(Slice slice) {
    int count = slice.readableBytes();
    room(count);
    slice.copyTo(bytes, length);
    length += count;
  }

  /** All that the stream still has. Throws UncheckedIOException when it fails. */
  public void writeFully(InputStream input) {
    try {
      while (true) {
        if (bytes.length == length) room(READ_BYTES);
        int read = input.read(bytes, length, bytes.length - length);
        if (read < 0) return;
        length += read;
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** A copy of what was written so far. */
  public Slice copyOf() {
    return Slices.copyOf(bytes, 0, length);
  }

  /** What was written so far, without a copy. */
  public Slice view() {
    return new ByteArraySlice(bytes, 0, length);
  }

  private void room(int count) {
    long needed = (long) length + count;
    if (needed <= bytes.length) return;
    if (needed > Integer.MAX_VALUE - 8) throw new IllegalStateException("A slice has less than 2 GiB.");
    long doubled = Math.min(2L * bytes.length, Integer.MAX_VALUE - 8);
    bytes = Arrays.copyOf(bytes, (int) Math.max(needed, doubled));
  }
}
