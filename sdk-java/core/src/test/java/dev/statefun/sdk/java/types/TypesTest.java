package dev.statefun.sdk.java.types;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.statefun.sdk.java.TypeName;
import dev.statefun.sdk.java.Vectors;
import dev.statefun.sdk.java.slice.Slices;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class TypesTest {
  private record Subject<T>(Type<T> type, Function<String, T> parse) {
    void check(String text, String hex) {
      T value = parse.apply(text);
      assertEquals(hex, hexOf(type, value));
      assertEquals(value, type.typeSerializer().deserialize(Slices.wrap(HexFormat.of().parseHex(hex))));
    }
  }

  private static final Map<String, Subject<?>> SUBJECTS =
      Map.of(
          "bool", new Subject<>(Types.booleanType(), Boolean::valueOf),
          "int", new Subject<>(Types.integerType(), Integer::valueOf),
          "long", new Subject<>(Types.longType(), Long::valueOf),
          "float", new Subject<>(Types.floatType(), Float::valueOf),
          "double", new Subject<>(Types.doubleType(), Double::valueOf),
          "string", new Subject<>(Types.stringType(), Function.identity()));

  @TestFactory
  Stream<DynamicTest> valuesHaveTheBytesOfTheOfficialSdks() {
    return StreamSupport.stream(Vectors.read("types.json").get("small").spliterator(), false)
        // The Python protobuf that made these drops the sign of -0, which Java's keeps.
        .filter(vector -> !vector.get("value").asText().equals("-0"))
        .map(vector -> dynamicTest(vector.toString(), () -> check(vector)));
  }

  private static void check(JsonNode vector) {
    String name = vector.get("typename").asText().substring("io.statefun.types/".length());
    SUBJECTS.get(name).check(vector.get("value").asText(), vector.get("hex").asText());
  }

  @Test
  void stringsOfAMebibyteHaveTheBytesOfTheOfficialSdks() throws Exception {
    for (JsonNode vector : Vectors.read("types.json").get("large")) {
      String text = vector.get("text").asText().repeat(vector.get("times").asInt());
      byte[] bytes = Types.stringType().typeSerializer().serialize(text).toByteArray();
      String digest = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
      assertEquals(vector.get("sha256").asText(), digest);
      assertEquals(text, Types.stringType().typeSerializer().deserialize(Slices.wrap(bytes)));
    }
  }

  @Test
  void minusZeroKeepsItsSign() {
    assertEquals("0d00000080", hexOf(Types.floatType(), -0f));
    assertEquals("090000000000000080", hexOf(Types.doubleType(), -0d));
  }

  @Test
  void loneSurrogatesAreRefused() {
    for (String text : List.of("\ud800", "ends with \ud83d", "\udc00\ud800", "a\ud800b")) {
      IllegalArgumentException failure =
          assertThrows(IllegalArgumentException.class, () -> hexOf(Types.stringType(), text));
      assertTrue(failure.getMessage().contains("lone surrogate at index"), failure.getMessage());
    }
  }

  @Test
  void bytesOfAnotherTypeAreRefusedWithTheNameOfTheType() {
    Map<Type<?>, List<String>> refused =
        Map.of(
            Types.integerType(), List.of("0d010000", "0801", "0b0b", "09", "7b7d"),
            Types.longType(), List.of("0901", "0d01000000", "00"),
            Types.booleanType(), List.of("08", "08ffffffffffffffffffffff01", "0d01000000"),
            Types.floatType(), List.of("0d0000", "0801", "3dfffffffe"),
            Types.doubleType(), List.of("09", "0801", "0a0161"),
            Types.stringType(), List.of("0a05426f62", "0affffffff0f", "0a02c328", "0a03eda080", "48656c6c6f"));
    refused.forEach(
        (type, values) -> {
          for (String hex : values) {
            byte[] bytes = HexFormat.of().parseHex(hex);
            IllegalStateException failure =
                assertThrows(
                    IllegalStateException.class, () -> type.typeSerializer().deserialize(Slices.wrap(bytes)), hex);
            assertTrue(failure.getMessage().contains(type.typeName().asTypeNameString()), failure.getMessage());
          }
        });
  }

  @Test
  void fieldsThatFollowTheValueArePassedOver() {
    byte[] bytes = HexFormat.of().parseHex("0d02000000" + "1001" + "1a0161" + "0d03000000");
    assertEquals(3, Types.integerType().typeSerializer().deserialize(Slices.wrap(bytes)));
    byte[] replacement = HexFormat.of().parseHex("0a03efbfbd");
    assertEquals("\uFFFD", Types.stringType().typeSerializer().deserialize(Slices.wrap(replacement)));
  }

  @Test
  void aSimpleTypeSaysWhatItsFunctionsFailedWith() {
    Type<String> broken =
        SimpleType.simpleTypeFrom(
            TypeName.typeNameOf("example", "broken"),
            value -> null,
            bytes -> {
              throw new java.io.IOException("no such thing");
            });
    assertThrows(NullPointerException.class, () -> broken.typeSerializer().serialize("x"));
    IllegalStateException failure =
        assertThrows(
            IllegalStateException.class, () -> broken.typeSerializer().deserialize(Slices.wrap(new byte[0])));
    assertEquals("java.io.IOException: no such thing", failure.getCause().toString());
    assertTrue(failure.getMessage().contains("example/broken"), failure.getMessage());
  }

  private static <T> String hexOf(Type<T> type, T value) {
    return HexFormat.of().formatHex(type.typeSerializer().serialize(value).toByteArray());
  }
}
