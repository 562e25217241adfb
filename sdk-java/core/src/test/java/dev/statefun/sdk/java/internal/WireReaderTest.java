package dev.statefun.sdk.java.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WireReaderTest {
  @ParameterizedTest
  @CsvSource({
    "a206, cut short",
    "a2060a, beyond the 0 bytes that are left",
    "a206ffffffffffffffffff01, beyond the 0 bytes",
    "ffffffffffffffffffff01, more than ten bytes",
    "00, impossible number 0",
    "808080801000, impossible number",
    "0b, not of proto3",
    "a206030a0108, cut short",
    "a2060612040a02c328, not UTF-8",
    "a2060612040a03eda0, beyond the 2 bytes",
  })
  void malformedBytesAreRefusedWithWhatIsWrong(String hex, String problem) {
    byte[] bytes = HexFormat.of().parseHex(hex);
    WireFormatException failure =
        assertThrows(WireFormatException.class, () -> ToFunction.read(new ByteArraySlice(bytes)));
    assertTrue(failure.getMessage().contains(problem), failure.getMessage());
  }

  @Test
  void fieldsThatNobodyKnowsArePassedOver() {
    byte[] bytes = HexFormat.of().parseHex("0801" + "110000000000000000" + "1a0161" + "2500000000" + "a20600");
    assertTrue(ToFunction.read(new ByteArraySlice(bytes)).isInvocation());
  }

  @Test
  void thereIsALimitForFieldsWithALength() {
    // An invocation of empty messages, two bytes each.
    byte[] inner = new byte[2 * WireReader.LENGTHS_MAX];
    for (int i = 0; i < inner.length; i += 2) inner[i] = 0x1a;
    WireWriter writer = new WireWriter(2 + WireWriter.sizeOfVarint(inner.length) + inner.length);
    byte[] bytes = writer.length(100, inner.length).raw(inner).finish();
    WireFormatException failure =
        assertThrows(WireFormatException.class, () -> ToFunction.read(new ByteArraySlice(bytes)));
    assertTrue(failure.getMessage().contains("more than 4000000"), failure.getMessage());
  }

  @Test
  void randomBytesAreReadOrRefusedAndNothingElse() {
    Random random = new Random(1);
    int refused = 0;
    for (int i = 0; i < 100_000; i++) {
      byte[] bytes = new byte[random.nextInt(40)];
      random.nextBytes(bytes);
      // Most of what is random has no such field, so it begins with one.
      byte[] request = Arrays.copyOf(new byte[] {(byte) 0xa2, 0x06, (byte) bytes.length}, 3 + bytes.length);
      System.arraycopy(bytes, 0, request, 3, bytes.length);
      try {
        ToFunction.read(new ByteArraySlice(request));
      } catch (WireFormatException | IllegalArgumentException refusal) {
        refused++;
      }
    }
    assertTrue(refused > 50_000, refused + " refused");
  }

  @Test
  void aSliceInTheMiddleOfAnArrayIsReadToItsEndOnly() {
    byte[] bytes = HexFormat.of().parseHex("ffff" + "0a0161" + "ffff");
    WireReader reader = new WireReader(new ByteArraySlice(bytes, 2, 3));
    assertEquals(0x0a, reader.tag());
    assertEquals("a", reader.string());
    assertEquals(false, reader.hasMore());
  }
}
