package dev.statefun.sdk.java.slice;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.statefun.sdk.java.types.Types;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import org.junit.jupiter.api.Test;

class SlicesTest {
  private static final byte[] BYTES = {1, 2, 3, 4};

  @Test
  void aRangeOfAnArrayIsReadInEveryWay() {
    Slice slice = Slices.wrap(BYTES, 1, 2);
    assertEquals(2, slice.readableBytes());
    assertEquals(3, slice.byteAt(1));
    assertArrayEquals(new byte[] {2, 3}, slice.toByteArray());
    byte[] array = new byte[4];
    slice.copyTo(array, 1);
    assertArrayEquals(new byte[] {0, 2, 3, 0}, array);
    ByteBuffer buffer = ByteBuffer.allocate(2);
    slice.copyTo(buffer);
    assertArrayEquals(new byte[] {2, 3}, buffer.array());
    ByteArrayOutputStream stream = new ByteArrayOutputStream();
    slice.copyTo(stream);
    assertArrayEquals(new byte[] {2, 3}, stream.toByteArray());
    ByteBuffer view = slice.asReadOnlyByteBuffer();
    assertEquals(2, view.remaining());
    assertThrows(ReadOnlyBufferException.class, () -> view.put((byte) 1));
  }

  @Test
  void anEncodedStringIsReadInEveryWay() {
    for (int length : new int[] {1, 127, 128, 20_000}) {
      Slice slice = Types.stringType().typeSerializer().serialize("x".repeat(length));
      byte[] bytes = slice.toByteArray();
      assertEquals(slice.readableBytes(), bytes.length);
      for (int i = 0; i < bytes.length; i++) assertEquals(bytes[i], slice.byteAt(i));
      byte[] copied = new byte[bytes.length];
      slice.copyTo(copied);
      assertArrayEquals(bytes, copied);
      ByteBuffer buffer = ByteBuffer.allocate(bytes.length);
      slice.copyTo(buffer);
      assertArrayEquals(bytes, buffer.array());
      ByteArrayOutputStream stream = new ByteArrayOutputStream();
      slice.copyTo(stream);
      assertArrayEquals(bytes, stream.toByteArray());
      assertEquals(ByteBuffer.wrap(bytes), slice.asReadOnlyByteBuffer());
      assertThrows(IndexOutOfBoundsException.class, () -> slice.byteAt(bytes.length));
      assertThrows(IndexOutOfBoundsException.class, () -> slice.copyTo(copied, 1));
      assertThrows(BufferOverflowException.class, () -> slice.copyTo(ByteBuffer.allocate(bytes.length - 1)));
    }
  }

  @Test
  void whatIsOutOfRangeIsRefused() {
    Slice slice = Slices.wrap(BYTES, 1, 2);
    assertThrows(IndexOutOfBoundsException.class, () -> slice.byteAt(2));
    assertThrows(IndexOutOfBoundsException.class, () -> slice.byteAt(-1));
    assertThrows(IndexOutOfBoundsException.class, () -> slice.copyTo(new byte[1]));
    assertThrows(IndexOutOfBoundsException.class, () -> slice.copyTo(new byte[3], 2));
    assertThrows(BufferOverflowException.class, () -> slice.copyTo(ByteBuffer.allocate(1)));
    assertThrows(IndexOutOfBoundsException.class, () -> Slices.wrap(BYTES, 3, 2));
    assertThrows(IndexOutOfBoundsException.class, () -> Slices.copyOf(BYTES, -1, 2));
  }

  @Test
  void buffersOfEachKindAreWrapped() {
    ByteBuffer direct = ByteBuffer.allocateDirect(4).put(BYTES).flip().position(1);
    for (ByteBuffer buffer : new ByteBuffer[] {direct, ByteBuffer.wrap(BYTES, 1, 3), ByteBuffer.wrap(BYTES, 1, 3).slice()}) {
      assertArrayEquals(new byte[] {2, 3, 4}, Slices.wrap(buffer).toByteArray());
      assertArrayEquals(new byte[] {2, 3, 4}, Slices.wrap(buffer.asReadOnlyBuffer()).toByteArray());
      assertEquals(3, buffer.remaining());
    }
  }

  @Test
  void anOutputGrowsAndItsCopiesStayAsTheyAre() {
    SliceOutput output = SliceOutput.sliceOutput(0);
    output.write((byte) 1);
    output.write(new byte[] {2, 3});
    output.write(Slices.wrap(BYTES, 3, 1));
    output.write(ByteBuffer.wrap(new byte[] {5}));
    Slice copy = output.copyOf();
    output.writeFully(new ByteArrayInputStream(new byte[20_000]));
    assertArrayEquals(new byte[] {1, 2, 3, 4, 5}, copy.toByteArray());
    assertEquals(20_005, output.view().readableBytes());
    assertThrows(IllegalArgumentException.class, () -> SliceOutput.sliceOutput(-1));
  }

  @Test
  void streamsAreReadToTheirEnd() {
    assertEquals(5, Slices.copyOf(new ByteArrayInputStream(new byte[5]), 2).readableBytes());
    InputStream broken =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("gone");
          }
        };
    assertThrows(UncheckedIOException.class, () -> Slices.copyOf(broken, 1));
  }
}
