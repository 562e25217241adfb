package dev.statefun.sdk.java.internal;

import java.util.List;

/** A reply: what the functions did, or the states that are missing to call them. */
public final class FromFunction {
  private static final int INVOCATION_RESULT = 100;
  private static final int INCOMPLETE_CONTEXT = 101;

  private static final int STATE_MUTATIONS = 1;
  private static final int OUTGOING_MESSAGES = 2;
  private static final int DELAYED_INVOCATIONS = 3;
  private static final int OUTGOING_EGRESSES = 4;
  private static final int MISSING_VALUES = 1;

  private FromFunction() {}

  /** What functions did, in the order of each list. */
  public static ByteArraySlice result(
      List<Effect> mutations, List<Effect> messages, List<Effect> delayed, List<Effect> egresses) {
    long size = sizeOf(mutations) + sizeOf(messages) + sizeOf(delayed) + sizeOf(egresses);
    WireWriter writer = writer(INVOCATION_RESULT, size);
    write(writer, STATE_MUTATIONS, mutations);
    write(writer, OUTGOING_MESSAGES, messages);
    write(writer, DELAYED_INVOCATIONS, delayed);
    write(writer, OUTGOING_EGRESSES, egresses);
    return new ByteArraySlice(writer.finish());
  }

  /** The states that the runtime must send along before functions can be called. */
  public static ByteArraySlice incomplete(List<Effect> missing) {
    WireWriter writer = writer(INCOMPLETE_CONTEXT, sizeOf(missing));
    write(writer, MISSING_VALUES, missing);
    return new ByteArraySlice(writer.finish());
  }

  /** The reply to a request that asks for nothing. */
  public static ByteArraySlice empty() {
    return ByteArraySlice.EMPTY;
  }

  private static WireWriter writer(int field, long size) {
    if (size > Integer.MAX_VALUE - 64) {
      throw new IllegalStateException(
          "All that the functions did makes a reply of " + size + " bytes; a reply has less than 2 GiB.");
    }
    int header = 2 + WireWriter.sizeOfVarint(size);
    return new WireWriter(header + (int) size).length(field, (int) size);
  }

  private static long sizeOf(List<Effect> effects) {
    long size = 0;
    for (int i = 0; i < effects.size(); i++) size += WireWriter.sizeOfLength(effects.get(i).size());
    return size;
  }

  private static void write(WireWriter writer, int field, List<Effect> effects) {
    for (int i = 0; i < effects.size(); i++) {
      Effect effect = effects.get(i);
      effect.write(writer.length(field, effect.size()));
    }
  }
}
