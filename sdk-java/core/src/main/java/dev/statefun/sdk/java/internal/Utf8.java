package dev.statefun.sdk.java.internal;

import dev.statefun.sdk.java.slice.Slice;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Strings as UTF-8, strictly: what has no such form is refused, where the JDK puts a replacement. */
public final class Utf8 {
  private static final char REPLACEMENT = '\uFFFD';

  private Utf8() {}

  /**
   * The bytes of a string.
   *
   * @param what what the string is, for the error message
   * @throws IllegalArgumentException on a lone surrogate
   */
  public static byte[] encode(String text, String what) {
    // Of text in one byte a character, as the JDK keeps it, the JIT compiler sees that it has none.
    for (int i = 0; i < text.length(); i++) {
      char unit = text.charAt(i);
      if (!Character.isSurrogate(unit)) continue;
      boolean pair = i + 1 < text.length() && Character.isSurrogatePair(unit, text.charAt(i + 1));
      if (!pair) throw loneSurrogate(what, i);
      i++;
    }
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static IllegalArgumentException loneSurrogate(String what, int index) {
    return new IllegalArgumentException(
        what + " has a lone surrogate at index " + index + ": it is no Unicode text, and has no UTF-8 form.");
  }

  /** The string that the bytes are. Throws WireFormatException when they are not UTF-8. */
  static String decode(byte[] bytes, int offset, int length) {
    String text = new String(bytes, offset, length, StandardCharsets.UTF_8);
    // The JDK's decoder is fast, and shows what it couldn't decode by this character; which is also a legal one.
    if (text.indexOf(REPLACEMENT) >= 0) check(bytes, offset, length);
    return text;
  }

  /**
   * Bytes that somebody else encoded.
   *
   * @param what what they are, for the error message
   * @throws IllegalArgumentException when they are not UTF-8
   */
  public static ByteArraySlice checked(Slice slice, String what) {
    ByteArraySlice bytes = ByteArraySlice.of(slice);
    try {
      check(bytes.array, bytes.offset, bytes.length);
    } catch (WireFormatException malformed) {
      throw new IllegalArgumentException(what + " must be UTF-8, and is not (" + bytes + ").", malformed);
    }
    return bytes;
  }

  /** Throws WireFormatException when the bytes are not UTF-8. */
  static void check(byte[] bytes, int offset, int length) {
    int signs = 0;
    for (int i = offset; i < offset + length; i++) signs |= bytes[i];
    if (signs >= 0) return;
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, offset, length));
    } catch (CharacterCodingException malformed) {
      throw new WireFormatException("a string of " + length + " bytes is not UTF-8", offset);
    }
  }
}
