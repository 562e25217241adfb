package dev.statefun.sdk.java.internal;

/**
 * Reads protobuf's wire format from a byte array, as strictly as it is written: every length within its message, UTF-8,
 * no groups. What is read is a view of the array. Every method throws WireFormatException on malformed bytes.
 *
 * <p>A message is read by a loop: {@code while (reader.hasMore()) switch (reader.tag()) ...}, where a known field of
 * another wire type is an unknown one, and those are skipped. {@link #enter} and {@link #exit} go around a sub-message.
 */
public final class WireReader {
  static final int VARINT = 0;
  static final int FIXED64 = 1;
  static final int BYTES = 2;
  static final int FIXED32 = 5;

  /**
   * Sub-messages, strings and byte fields that there may be at most. Without a limit, 32 MiB of empty sub-messages become
   * a gigabyte of objects.
   */
  static final int LENGTHS_MAX = 4_000_000;

  private final byte[] bytes;
  private final int start;
  private int position;
  private int end;
  private int lengths;

  public WireReader(ByteArraySlice slice) {
    bytes = slice.array;
    start = slice.offset;
    position = start;
    end = start + slice.length;
  }

  /** The tag, as {@link #tag} returns it, of a field. */
  static int tagOf(int field, int wireType) {
    return field << 3 | wireType;
  }

  /** Whether the message that is being read goes on. */
  public boolean hasMore() {
    return position < end;
  }

  /** The field number and wire type of the next field. */
  public int tag() {
    long tag = varint();
    if (tag >>> 3 == 0 || tag >>> 32 != 0) {
      throw malformed("a field has the impossible number " + Long.toUnsignedString(tag >>> 3));
    }
    return (int) tag;
  }

  /** Begins a sub-message; what is returned must be given to {@link #exit}. */
  int enter() {
    int length = length();
    int outerEnd = end;
    end = position + length;
    return outerEnd;
  }

  void exit(int outerEnd) {
    end = outerEnd;
  }

  ByteArraySlice bytes() {
    int length = length();
    ByteArraySlice slice = new ByteArraySlice(bytes, position, length);
    position += length;
    return slice;
  }

  /** The bytes of a string, which are UTF-8. */
  ByteArraySlice utf8() {
    ByteArraySlice slice = bytes();
    Utf8.check(bytes, slice.offset, slice.length);
    return slice;
  }

  public String string() {
    int length = length();
    String text = Utf8.decode(bytes, position, length);
    position += length;
    return text;
  }

  public boolean bool() {
    return varint() != 0;
  }

  public int fixed32() {
    need(4);
    int value =
        bytes[position] & 0xff
            | (bytes[position + 1] & 0xff) << 8
            | (bytes[position + 2] & 0xff) << 16
            | bytes[position + 3] << 24;
    position += 4;
    return value;
  }

  public long fixed64() {
    long low = fixed32() & 0xffff_ffffL;
    return low | (long) fixed32() << 32;
  }

  /** Passes over a field that nobody knows. */
  public void skip(int tag) {
    switch (tag & 7) {
      case VARINT -> varint();
      case FIXED64 -> advance(8);
      case BYTES -> advance(length());
      case FIXED32 -> advance(4);
      default -> throw malformed("field " + (tag >>> 3) + " has wire type " + (tag & 7) + ", which is not of proto3");
    }
  }

  private long varint() {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      need(1);
      byte next = bytes[position++];
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) return value;
    }
    throw malformed("a number has more than ten bytes");
  }

  private int length() {
    long length = varint();
    if (length < 0 || length > end - position) {
      throw malformed(
          "a length of " + Long.toUnsignedString(length) + " is beyond the " + (end - position) + " bytes that are left");
    }
    if (++lengths > LENGTHS_MAX) throw malformed("more than " + LENGTHS_MAX + " fields with a length");
    return (int) length;
  }

  private void need(int count) {
    if (end - position < count) throw malformed("it is cut short");
  }

  private void advance(int count) {
    need(count);
    position += count;
  }

  /** What to throw about what was just read. */
  public WireFormatException malformed(String problem) {
    return new WireFormatException(problem, position - start);
  }
}
