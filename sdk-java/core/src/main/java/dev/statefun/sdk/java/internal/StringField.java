package dev.statefun.sdk.java.internal;

import dev.statefun.sdk.java.slice.Slice;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * A message whose one field, {@code value = 1}, is a string that is not empty. Its bytes are put together where they are
 * copied to, so that a long text is not copied once more before.
 */
public final class StringField implements Slice {
  private static final byte TAG = 0x0a;

  private final byte[] utf8;
  private final int headerLength;

  /** Throws IllegalArgumentException on a lone surrogate. */
  public StringField(String text) {
    utf8 = Utf8.encode(text, "The string");
    headerLength = 1 + WireWriter.sizeOfVarint(utf8.length);
  }

  @Override
  public int readableBytes() {
    return headerLength + utf8.length;
  }

  @Override
  public void copyTo(byte[] target, int targetOffset) {
    Objects.checkFromIndexSize(targetOffset, readableBytes(), target.length);
    for (int i = 0; i < headerLength; i++) target[targetOffset + i] = headerAt(i);
    System.arraycopy(utf8, 0, target, targetOffset + headerLength, utf8.length);
  }

  @Override
  public void copyTo(byte[] target) {
    copyTo(target, 0);
  }

  @Override
  public void copyTo(ByteBuffer target) {
    target.put(toByteArray());
  }

  @Override
  public void copyTo(OutputStream target) {
    try {
      target.write(toByteArray());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  @Override
  public byte byteAt(int position) {
    Objects.checkIndex(position, readableBytes());
    return position < headerLength ? headerAt(position) : utf8[position - headerLength];
  }

  @Override
  public ByteBuffer asReadOnlyByteBuffer() {
    return ByteBuffer.wrap(toByteArray()).asReadOnlyBuffer();
  }

  @Override
  public byte[] toByteArray() {
    byte[] bytes = new byte[readableBytes()];
    copyTo(bytes, 0);
    return bytes;
  }

  /** The tag, then the length, seven bits a byte. */
  private byte headerAt(int position) {
    if (position == 0) return TAG;
    int bits = utf8.length >>> 7 * (position - 1);
    return (byte) (position < headerLength - 1 ? bits & 0x7f | 0x80 : bits);
  }
}
