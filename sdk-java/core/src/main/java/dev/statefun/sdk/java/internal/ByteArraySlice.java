package dev.statefun.sdk.java.internal;

import dev.statefun.sdk.java.slice.Slice;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;

/** A range of a byte array, without a copy of it: what every slice of this SDK is. */
public final class ByteArraySlice implements Slice {
  public static final ByteArraySlice EMPTY = new ByteArraySlice(new byte[0]);
  private static final int SHOWN_BYTES_MAX = 32;

  final byte[] array;
  final int offset;
  final int length;

  public ByteArraySlice(byte[] array) {
    this(array, 0, array.length);
  }

  /** Throws IndexOutOfBoundsException when the range is not within the array. */
  public ByteArraySlice(byte[] array, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, array.length);
    this.array = array;
    this.offset = offset;
    this.length = length;
  }

  /** The slice itself, or a copy of what somebody else's implementation holds. */
  public static ByteArraySlice of(Slice slice) {
    return slice instanceof ByteArraySlice own ? own : new ByteArraySlice(slice.toByteArray());
  }

  @Override
  public int readableBytes() {
    return length;
  }

  @Override
  public void copyTo(ByteBuffer target) {
    target.put(array, offset, length);
  }

  @Override
  public void copyTo(byte[] target) {
    copyTo(target, 0);
  }

  @Override
  public void copyTo(byte[] target, int targetOffset) {
    Objects.checkFromIndexSize(targetOffset, length, target.length);
    System.arraycopy(array, offset, target, targetOffset, length);
  }

  @Override
  public void copyTo(OutputStream target) {
    try {
      target.write(array, offset, length);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  @Override
  public byte byteAt(int position) {
    return array[offset + Objects.checkIndex(position, length)];
  }

  @Override
  public ByteBuffer asReadOnlyByteBuffer() {
    return ByteBuffer.wrap(array, offset, length).slice().asReadOnlyBuffer();
  }

  @Override
  public byte[] toByteArray() {
    return Arrays.copyOfRange(array, offset, offset + length);
  }

  /** Whether the bytes are the same. */
  @Override
  public boolean equals(Object other) {
    return other instanceof ByteArraySlice slice && sameBytes(slice);
  }

  boolean sameBytes(ByteArraySlice other) {
    return Arrays.equals(
        array, offset, offset + length, other.array, other.offset, other.offset + other.length);
  }

  @Override
  public int hashCode() {
    return ByteBuffer.wrap(array, offset, length).hashCode();
  }

  /** The number of bytes, and the first of them in hex. */
  @Override
  public String toString() {
    int shown = Math.min(length, SHOWN_BYTES_MAX);
    String hex = HexFormat.of().formatHex(array, offset, offset + shown);
    return length + " bytes: " + hex + (shown < length ? "..." : "");
  }
}
