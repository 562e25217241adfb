package dev.statefun.sdk.java.types;

import dev.statefun.sdk.java.internal.ByteArraySlice;
import dev.statefun.sdk.java.internal.StringField;
import dev.statefun.sdk.java.internal.WireReader;
import dev.statefun.sdk.java.internal.WireWriter;
import dev.statefun.sdk.java.slice.Slice;

/**
 * The bytes of a built-in type: a proto3 message with the one field {@code value = 1}, whose default is no bytes at all.
 * What is written is canonical. What is read begins with the value; fields that follow are skipped, and of several values
 * the last one counts.
 */
abstract class PrimitiveCodec<T> {
  private static final int VALUE = 1;
  private static final int FIXED32_BYTES = 5;
  private static final int FIXED64_BYTES = 9;

  static final PrimitiveCodec<Boolean> BOOLEAN =
      new PrimitiveCodec<>(0x08, false) {
        private final ByteArraySlice yes = new ByteArraySlice(new WireWriter(2).bool(VALUE, true).finish());

        @Override
        Slice encodeValue(Boolean value) {
          return yes;
        }

        @Override
        Boolean read(WireReader reader) {
          return reader.bool();
        }
      };

  static final PrimitiveCodec<Integer> INTEGER =
      new PrimitiveCodec<>(0x0d, 0) {
        @Override
        Slice encodeValue(Integer value) {
          return fixed32(value);
        }

        @Override
        Integer read(WireReader reader) {
          return reader.fixed32();
        }
      };

  static final PrimitiveCodec<Long> LONG =
      new PrimitiveCodec<>(0x09, 0L) {
        @Override
        Slice encodeValue(Long value) {
          return fixed64(value);
        }

        @Override
        Long read(WireReader reader) {
          return reader.fixed64();
        }
      };

  /** As protobuf's own libraries do: -0.0 is not the default, since its bits are not. */
  static final PrimitiveCodec<Float> FLOAT =
      new PrimitiveCodec<>(0x0d, 0.0f) {
        @Override
        Slice encodeValue(Float value) {
          return fixed32(Float.floatToRawIntBits(value));
        }

        @Override
        Float read(WireReader reader) {
          return Float.intBitsToFloat(reader.fixed32());
        }
      };

  static final PrimitiveCodec<Double> DOUBLE =
      new PrimitiveCodec<>(0x09, 0.0) {
        @Override
        Slice encodeValue(Double value) {
          return fixed64(Double.doubleToRawLongBits(value));
        }

        @Override
        Double read(WireReader reader) {
          return Double.longBitsToDouble(reader.fixed64());
        }
      };

  static final PrimitiveCodec<String> STRING =
      new PrimitiveCodec<>(0x0a, "") {
        @Override
        Slice encodeValue(String value) {
          return new StringField(value);
        }

        @Override
        String read(WireReader reader) {
          return reader.string();
        }
      };

  private final int tag;
  private final T defaultValue;

  private PrimitiveCodec(int tag, T defaultValue) {
    this.tag = tag;
    this.defaultValue = defaultValue;
  }

  final Slice encode(T value) {
    // Equality of boxed floats is that of their bits.
    return value.equals(defaultValue) ? ByteArraySlice.EMPTY : encodeValue(value);
  }

  /** Throws WireFormatException. */
  final T decode(ByteArraySlice bytes) {
    WireReader reader = new WireReader(bytes);
    if (!reader.hasMore()) return defaultValue;
    int first = reader.tag();
    if (first != tag) throw reader.malformed("it begins with another field than a value of this type");
    T value = read(reader);
    while (reader.hasMore()) {
      int found = reader.tag();
      if (found == tag) value = read(reader);
      else reader.skip(found);
    }
    return value;
  }

  /** The bytes of a value that is not the default. */
  abstract Slice encodeValue(T value);

  abstract T read(WireReader reader);

  private static Slice fixed32(int value) {
    return new ByteArraySlice(new WireWriter(FIXED32_BYTES).fixed32(VALUE, value).finish());
  }

  private static Slice fixed64(long value) {
    return new ByteArraySlice(new WireWriter(FIXED64_BYTES).fixed64(VALUE, value).finish());
  }
}
