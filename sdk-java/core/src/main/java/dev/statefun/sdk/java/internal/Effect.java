package dev.statefun.sdk.java.internal;

import dev.statefun.sdk.java.Address;
import dev.statefun.sdk.java.ApiExtension;
import dev.statefun.sdk.java.Expiration;
import dev.statefun.sdk.java.TypeName;
import dev.statefun.sdk.java.ValueSpec;

/** One thing in a reply. It knows its size on the wire before it is written. */
public abstract class Effect {
  abstract int size();

  abstract void write(WireWriter writer);

  /** A message to a function. */
  public static Effect message(Address target, TypedValue argument) {
    return new SentMessage(new Target(target), argument);
  }

  /** A message after a delay; an empty token is none. */
  public static Effect delayed(long delayMs, String token, Address target, TypedValue argument) {
    byte[] utf8 = Utf8.encode(token, "The cancellation token");
    return new DelayedMessage(delayMs, new Target(target), argument, utf8);
  }

  /** Takes delayed messages back. */
  public static Effect cancellation(String token) {
    return new Cancellation(Utf8.encode(token, "The cancellation token"));
  }

  /** A record for an egress. */
  public static Effect egress(TypeName egress, TypedValue argument) {
    return new Record(ApiExtension.addressPrefix(egress), argument);
  }

  /** A changed state; a value of null deletes it. */
  public static Effect mutation(ValueSpec<?> state, TypedValue value) {
    return new Mutation(nameOf(state), value);
  }

  /** A state that the runtime has to know of. */
  public static Effect missing(ValueSpec<?> state) {
    ByteArraySlice type = (ByteArraySlice) ApiExtension.typeNameByteString(state.typeName());
    Expiration expiration = state.expiration();
    long millis = expiration.mode() == Expiration.Mode.NONE ? 0 : expiration.duration().toMillis();
    return new Missing(nameOf(state), expiration.mode().ordinal(), millis, type);
  }

  private static ByteArraySlice nameOf(ValueSpec<?> state) {
    return (ByteArraySlice) ApiExtension.stateNameByteString(state);
  }

  /** An address, encoded. */
  private static final class Target {
    private static final int ID = 3;

    private final byte[] type;
    private final byte[] id;

    Target(Address address) {
      type = ApiExtension.addressPrefix(address.type());
      id = Utf8.encode(address.id(), "The id of an address");
    }

    int size() {
      return type.length + WireWriter.sizeOfBytes(id.length);
    }

    void write(WireWriter writer) {
      writer.raw(type).bytes(ID, id);
    }
  }

  private static final class SentMessage extends Effect {
    private final Target target;
    private final TypedValue argument;

    SentMessage(Target target, TypedValue argument) {
      this.target = target;
      this.argument = argument;
    }

    @Override
    int size() {
      return WireWriter.sizeOfLength(target.size()) + WireWriter.sizeOfLength(argument.size());
    }

    @Override
    void write(WireWriter writer) {
      target.write(writer.length(1, target.size()));
      argument.write(writer.length(2, argument.size()));
    }
  }

  private static final class DelayedMessage extends Effect {
    private final long delayMs;
    private final Target target;
    private final TypedValue argument;
    private final byte[] token;

    DelayedMessage(long delayMs, Target target, TypedValue argument, byte[] token) {
      this.delayMs = delayMs;
      this.target = target;
      this.argument = argument;
      this.token = token;
    }

    @Override
    int size() {
      return WireWriter.sizeOfNumber(delayMs)
          + WireWriter.sizeOfLength(target.size())
          + WireWriter.sizeOfLength(argument.size())
          + WireWriter.sizeOfBytes(token.length);
    }

    @Override
    void write(WireWriter writer) {
      target.write(writer.number(1, delayMs).length(2, target.size()));
      argument.write(writer.length(3, argument.size()));
      writer.bytes(11, token);
    }
  }

  private static final class Cancellation extends Effect {
    private final byte[] token;

    Cancellation(byte[] token) {
      this.token = token;
    }

    @Override
    int size() {
      return WireWriter.sizeOfNumber(1) + WireWriter.sizeOfBytes(token.length);
    }

    @Override
    void write(WireWriter writer) {
      writer.bool(10, true).bytes(11, token);
    }
  }

  private static final class Record extends Effect {
    private final byte[] egress;
    private final TypedValue argument;

    Record(byte[] egress, TypedValue argument) {
      this.egress = egress;
      this.argument = argument;
    }

    @Override
    int size() {
      return egress.length + WireWriter.sizeOfLength(argument.size());
    }

    @Override
    void write(WireWriter writer) {
      argument.write(writer.raw(egress).length(3, argument.size()));
    }
  }

  private static final class Mutation extends Effect {
    private final ByteArraySlice name;
    private final TypedValue value;

    Mutation(ByteArraySlice name, TypedValue value) {
      this.name = name;
      this.value = value;
    }

    @Override
    int size() {
      int nameSize = WireWriter.sizeOfBytes(name.length);
      return value == null ? nameSize : 2 + nameSize + WireWriter.sizeOfLength(value.size());
    }

    @Override
    void write(WireWriter writer) {
      // The first field says 0 for "delete", 1 for "modify".
      writer.bool(1, value != null).bytes(2, name);
      if (value != null) value.write(writer.length(3, value.size()));
    }
  }

  private static final class Missing extends Effect {
    private final ByteArraySlice name;
    private final int mode;
    private final long millis;
    private final ByteArraySlice type;

    Missing(ByteArraySlice name, int mode, long millis, ByteArraySlice type) {
      this.name = name;
      this.mode = mode;
      this.millis = millis;
      this.type = type;
    }

    @Override
    int size() {
      return WireWriter.sizeOfBytes(name.length)
          + WireWriter.sizeOfLength(expirationSize())
          + WireWriter.sizeOfBytes(type.length);
    }

    @Override
    void write(WireWriter writer) {
      writer.bytes(1, name).length(2, expirationSize()).number(1, mode).number(2, millis);
      writer.bytes(3, type);
    }

    private int expirationSize() {
      return WireWriter.sizeOfNumber(mode) + WireWriter.sizeOfNumber(millis);
    }
  }
}
