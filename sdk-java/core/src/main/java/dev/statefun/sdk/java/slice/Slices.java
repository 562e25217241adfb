package dev.statefun.sdk.java.slice;

import dev.statefun.sdk.java.internal.ByteArraySlice;
import dev.statefun.sdk.java.internal.Utf8;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;

/** Makes slices. What is wrapped must not be changed afterwards. */
public final class Slices {
  private Slices() {}

  /** What remains of the buffer; it stays where it is. Copied unless the buffer has an array to share. */
  public static Slice wrap(ByteBuffer buffer) {
    if (buffer.hasArray()) {
      return new ByteArraySlice(buffer.array(), buffer.arrayOffset() + buffer.position(), buffer.remaining());
    }
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return new ByteArraySlice(bytes);
  }

  public static Slice wrap(byte[] bytes) {
    return new ByteArraySlice(bytes);
  }

  /** Throws IndexOutOfBoundsException when the range is not within the array. */
  public static Slice wrap(byte[] bytes, int offset, int length) {
    return new ByteArraySlice(bytes, offset, length);
  }

  public static Slice copyOf(byte[] bytes) {
    return wrap(bytes.clone());
  }

  /** Throws IndexOutOfBoundsException when the range is not within the array. */
  public static Slice copyOf(byte[] bytes, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    return wrap(Arrays.copyOfRange(bytes, offset, offset + length));
  }

  /** All that the stream still has. Throws UncheckedIOException when it fails. */
  public static Slice copyOf(InputStream inputStream, int expectedStreamSize) {
    SliceOutput output = SliceOutput.sliceOutput(expectedStreamSize);
    output.writeFully(inputStream);
    return output.view();
  }

  /** Throws IllegalArgumentException when there is a lone surrogate in it, which has no UTF-8 form. */
  public static Slice copyFromUtf8(String text) {
    return wrap(Utf8.encode(Objects.requireNonNull(text, "text"), "The text"));
  }
}
