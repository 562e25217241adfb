package dev.statefun.sdk.java;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {
  @ParameterizedTest
  @CsvSource({"a/b, a, b", "a/b/c, a/b, c", "a//c, a, c", "täsk.x/y-z, täsk.x, y-z"})
  void aTypeNameIsSplitAtItsLastSlash(String text, String namespace, String name) {
    assertEquals(TypeName.typeNameOf(namespace, name), TypeName.typeNameFromString(text));
    assertEquals(namespace + "/" + name, TypeName.typeNameFromString(text).asTypeNameString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a", "/b", "a/", "/", "//b"})
  void whatIsNoTypeNameIsRefused(String text) {
    assertThrows(IllegalArgumentException.class, () -> TypeName.typeNameFromString(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1a", "a-b", "a b", "a.b"})
  void whatIsNoNameOfAStateIsRefused(String name) {
    assertThrows(IllegalArgumentException.class, () -> ValueSpec.named(name));
    assertThrows(IllegalArgumentException.class, () -> new ValueSpec.Untyped(name));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "_", "A1_b", "é1"})
  void lettersDigitsAndUnderscoresAreNamesOfStates(String name) {
    assertEquals(name, ValueSpec.named(name).withIntType().name());
  }

  @Test
  void anExpirationIsAtLeastAMillisecond() {
    assertThrows(IllegalArgumentException.class, () -> Expiration.expireAfterCall(Duration.ZERO));
    assertThrows(IllegalArgumentException.class, () -> Expiration.expireAfterWriting(Duration.ofMillis(-5)));
    assertEquals(Expiration.Mode.NONE, Expiration.none().mode());
    Expiration last =
        ValueSpec.named("a")
            .thatExpiresAfterCall(Duration.ofDays(1))
            .thatExpireAfterWrite(Duration.ofDays(2))
            .withIntType()
            .expiration();
    assertEquals("Expiration{mode=AFTER_WRITE, duration=PT48H}", last.toString());
  }

  @Test
  void aTypeNameCanBeSerialized() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    TypeName name = TypeName.typeNameOf("a", "b");
    try (ObjectOutputStream output = new ObjectOutputStream(bytes)) {
      output.writeObject(name);
    }
    try (ObjectInputStream input = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      assertEquals(name, input.readObject());
    }
  }
}
