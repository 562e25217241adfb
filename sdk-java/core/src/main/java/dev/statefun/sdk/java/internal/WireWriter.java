package dev.statefun.sdk.java.internal;

import dev.statefun.sdk.java.slice.Slice;

/**
 * Writes protobuf's wire format into an array whose size is known before: canonical proto3, where a field with the
 * default value is left out. Each {@code size...} says how many bytes the method of the same name writes. Tags are of one
 * byte (fields 1 to 15), but for those of {@link #field}.
 */
public final class WireWriter {
  private final byte[] bytes;
  private int position;

  public WireWriter(int size) {
    bytes = new byte[size];
  }

  /** What was written; all of the array must be. */
  public byte[] finish() {
    if (position != bytes.length) {
      throw new IllegalStateException("wrote " + position + " bytes of " + bytes.length + ": a bug of this SDK");
    }
    return bytes;
  }

  static int sizeOfVarint(long value) {
    return (70 - Long.numberOfLeadingZeros(value | 1)) / 7;
  }

  WireWriter varint(long value) {
    long rest = value;
    for (; (rest & ~0x7fL) != 0; rest >>>= 7) bytes[position++] = (byte) (rest | 0x80);
    bytes[position++] = (byte) rest;
    return this;
  }

  /** A field of bytes, left out when there are none. */
  public static int sizeOfBytes(int length) {
    return length == 0 ? 0 : sizeOfLength(length);
  }

  public WireWriter bytes(int field, byte[] value) {
    return value.length == 0 ? this : length(field, value.length).raw(value, 0, value.length);
  }

  public WireWriter bytes(int field, Slice value) {
    int length = value.readableBytes();
    if (length == 0) return this;
    length(field, length);
    value.copyTo(bytes, position);
    position += length;
    return this;
  }

  /** A field that says how long what follows is: a sub-message is there even when it is empty. */
  static int sizeOfLength(int length) {
    return 1 + sizeOfVarint(length) + length;
  }

  WireWriter length(int field, int length) {
    return tag(field, WireReader.BYTES).varint(length);
  }

  /** A number or an enum, left out when it is 0. */
  static int sizeOfNumber(long value) {
    return value == 0 ? 0 : 1 + sizeOfVarint(value);
  }

  WireWriter number(int field, long value) {
    return value == 0 ? this : tag(field, WireReader.VARINT).varint(value);
  }

  public WireWriter fixed32(int field, int value) {
    return tag(field, WireReader.FIXED32).rawFixed32(value);
  }

  public WireWriter fixed64(int field, long value) {
    return tag(field, WireReader.FIXED64).rawFixed32((int) value).rawFixed32((int) (value >>> 32));
  }

  public WireWriter bool(int field, boolean value) {
    return number(field, value ? 1 : 0);
  }

  WireWriter tag(int field, int wireType) {
    return varint(WireReader.tagOf(field, wireType));
  }

  WireWriter raw(byte[] source) {
    return raw(source, 0, source.length);
  }

  private WireWriter raw(byte[] source, int offset, int length) {
    System.arraycopy(source, offset, bytes, position, length);
    position += length;
    return this;
  }

  private WireWriter rawFixed32(int value) {
    bytes[position] = (byte) value;
    bytes[position + 1] = (byte) (value >>> 8);
    bytes[position + 2] = (byte) (value >>> 16);
    bytes[position + 3] = (byte) (value >>> 24);
    position += 4;
    return this;
  }
}
