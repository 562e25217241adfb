package dev.statefun.sdk.java;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HexFormat;

/** The wire vectors of the project, which the official SDKs made. */
public final class Vectors {
  private static final Path FOLDER = Path.of("../../packages/protocol/test/vectors");

  private Vectors() {}

  public static JsonNode read(String file) {
    try {
      return new ObjectMapper().readTree(FOLDER.resolve(file).toFile());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  public static byte[] bytes(JsonNode hex) {
    return HexFormat.of().parseHex(hex.asText());
  }
}
