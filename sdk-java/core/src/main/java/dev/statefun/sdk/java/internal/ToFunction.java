package dev.statefun.sdk.java.internal;

import dev.statefun.sdk.java.Address;
import dev.statefun.sdk.java.TypeName;
import java.util.ArrayList;
import java.util.List;

/** A request: the messages for one address, and its states. */
public final class ToFunction {
  private static final int INVOCATION = 100;

  private static final int TARGET = 1;
  private static final int STATE = 2;
  private static final int INVOCATIONS = 3;

  /** A state that the runtime knows; the value is null when it has none. */
  public record PersistedValue(String name, TypedValue value) {}

  /** A message; the caller is null when it came from an ingress. */
  public record Invocation(Address caller, TypedValue argument) {}

  private boolean isInvocation;
  private Address target;
  private final List<PersistedValue> states = new ArrayList<>();
  private final List<Invocation> invocations = new ArrayList<>();

  private ToFunction() {}

  /** Throws WireFormatException on what is no such message; what is in there may be incomplete. */
  public static ToFunction read(ByteArraySlice bytes) {
    ToFunction request = new ToFunction();
    WireReader reader = new WireReader(bytes);
    while (reader.hasMore()) {
      int tag = reader.tag();
      if (tag == (INVOCATION << 3 | WireReader.BYTES)) request.readInvocation(reader);
      else reader.skip(tag);
    }
    return request;
  }

  /** Whether it asks for anything at all. */
  public boolean isInvocation() {
    return isInvocation;
  }

  /** Null when the request names none. */
  public Address target() {
    return target;
  }

  public List<PersistedValue> states() {
    return states;
  }

  public List<Invocation> invocations() {
    return invocations;
  }

  private void readInvocation(WireReader reader) {
    isInvocation = true;
    int outer = reader.enter();
    while (reader.hasMore()) {
      int tag = reader.tag();
      switch (tag) {
        case TARGET << 3 | WireReader.BYTES -> target = readAddress(reader);
        case STATE << 3 | WireReader.BYTES -> states.add(readState(reader));
        case INVOCATIONS << 3 | WireReader.BYTES -> invocations.add(readMessage(reader));
        default -> reader.skip(tag);
      }
    }
    reader.exit(outer);
  }

  private static Address readAddress(WireReader reader) {
    String namespace = "";
    String type = "";
    String id = "";
    int outer = reader.enter();
    while (reader.hasMore()) {
      int tag = reader.tag();
      switch (tag) {
        case 1 << 3 | WireReader.BYTES -> namespace = reader.string();
        case 2 << 3 | WireReader.BYTES -> type = reader.string();
        case 3 << 3 | WireReader.BYTES -> id = reader.string();
        default -> reader.skip(tag);
      }
    }
    reader.exit(outer);
    return new Address(TypeName.typeNameOf(namespace, type), id);
  }

  private static PersistedValue readState(WireReader reader) {
    String name = "";
    TypedValue value = null;
    int outer = reader.enter();
    while (reader.hasMore()) {
      int tag = reader.tag();
      switch (tag) {
        case 1 << 3 | WireReader.BYTES -> name = reader.string();
        case 2 << 3 | WireReader.BYTES -> value = TypedValue.read(reader);
        default -> reader.skip(tag);
      }
    }
    reader.exit(outer);
    return new PersistedValue(name, value);
  }

  private static Invocation readMessage(WireReader reader) {
    Address caller = null;
    TypedValue argument = null;
    int outer = reader.enter();
    while (reader.hasMore()) {
      int tag = reader.tag();
      switch (tag) {
        case 1 << 3 | WireReader.BYTES -> caller = readAddress(reader);
        case 2 << 3 | WireReader.BYTES -> argument = TypedValue.read(reader);
        default -> reader.skip(tag);
      }
    }
    reader.exit(outer);
    return new Invocation(caller, argument);
  }
}
