package dev.statefun.compat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Builds requests as the runtime sends them; written on its own, so that a mistake of the SDK is none here. */
public final class Request {
  private final ByteArrayOutputStream invocation = new ByteArrayOutputStream();

  /** To the function {@code example/subject}. */
  public static Request to(String id) {
    return new Request("subject", id);
  }

  public Request(String type, String id) {
    field(invocation, 1, address("example", type, id));
  }

  /** A state without a value. */
  public Request state(String name) {
    ByteArrayOutputStream state = new ByteArrayOutputStream();
    field(state, 1, utf8(name));
    field(invocation, 2, state.toByteArray());
    return this;
  }

  public Request state(String name, String typename, byte[] value) {
    ByteArrayOutputStream state = new ByteArrayOutputStream();
    field(state, 1, utf8(name));
    field(state, 2, typedValue(typename, value));
    field(invocation, 2, state.toByteArray());
    return this;
  }

  /** A message from {@code example/caller}, or from an ingress. */
  public Request message(boolean hasCaller, String typename, byte[] value) {
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    if (hasCaller) field(message, 1, address("example", "caller", "c"));
    field(message, 2, typedValue(typename, value));
    field(invocation, 3, message.toByteArray());
    return this;
  }

  public byte[] encode() {
    ByteArrayOutputStream request = new ByteArrayOutputStream();
    field(request, 100, invocation.toByteArray());
    return request.toByteArray();
  }

  /** A value of the built-in type int. */
  public static byte[] intValue(int value) {
    if (value == 0) return new byte[0];
    return new byte[] {0x0d, (byte) value, (byte) (value >> 8), (byte) (value >> 16), (byte) (value >> 24)};
  }

  private static byte[] address(String namespace, String type, String id) {
    ByteArrayOutputStream address = new ByteArrayOutputStream();
    field(address, 1, utf8(namespace));
    field(address, 2, utf8(type));
    field(address, 3, utf8(id));
    return address.toByteArray();
  }

  private static byte[] typedValue(String typename, byte[] value) {
    ByteArrayOutputStream typed = new ByteArrayOutputStream();
    field(typed, 1, utf8(typename));
    typed.write(2 << 3);
    typed.write(1);
    if (value.length > 0) field(typed, 3, value);
    return typed.toByteArray();
  }

  private static void field(ByteArrayOutputStream output, int field, byte[] value) {
    varint(output, field << 3 | 2);
    varint(output, value.length);
    output.writeBytes(value);
  }

  private static void varint(ByteArrayOutputStream output, int value) {
    int rest = value;
    for (; rest > 0x7f; rest >>>= 7) output.write(rest & 0x7f | 0x80);
    output.write(rest);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
