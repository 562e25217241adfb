package dev.statefun.sdk.java.io;

import dev.statefun.sdk.java.TypeName;
import dev.statefun.sdk.java.internal.ByteArraySlice;
import dev.statefun.sdk.java.internal.TypedValue;
import dev.statefun.sdk.java.internal.Utf8;
import dev.statefun.sdk.java.internal.WireWriter;
import dev.statefun.sdk.java.message.EgressMessage;
import dev.statefun.sdk.java.message.EgressMessageWrapper;
import dev.statefun.sdk.java.slice.Slice;
import dev.statefun.sdk.java.slice.Slices;
import dev.statefun.sdk.java.types.Type;
import java.util.Objects;

/** Records for Amazon Kinesis. */
public final class KinesisEgressMessage {
  private static final TypeName RECORD =
      TypeName.typeNameOf("type.googleapis.com", "io.statefun.sdk.egress.KinesisEgressRecord");

  /** An object without a use: {@link #forEgress} begins a record. */
  public KinesisEgressMessage() {}

  /** Begins a record for an egress, as module.yaml calls it. */
  public static Builder forEgress(TypeName targetEgressId) {
    return new Builder(targetEgressId);
  }

  /** Builds a record. What is set last counts. A value with a {@link Type} is what that type makes of it. */
  public static final class Builder {
    private static final int PARTITION_KEY = 1;
    private static final int VALUE = 2;
    private static final int STREAM = 3;
    private static final int EXPLICIT_HASH_KEY = 4;

    private final TypeName targetEgressId;
    private ByteArraySlice partitionKey;
    private ByteArraySlice value;
    private ByteArraySlice stream;
    private ByteArraySlice explicitHashKey = ByteArraySlice.EMPTY;

    private Builder(TypeName targetEgressId) {
      this.targetEgressId = Objects.requireNonNull(targetEgressId, "targetEgressId");
    }

    public Builder withStream(String stream) {
      return withStream(Slices.copyFromUtf8(stream));
    }

    public Builder withStream(Slice stream) {
      this.stream = Utf8.checked(stream, "A stream");
      return this;
    }

    public Builder withUtf8PartitionKey(String partitionKey) {
      return withPartitionKey(Slices.copyFromUtf8(partitionKey));
    }

    public Builder withPartitionKey(byte[] partitionKey) {
      return withPartitionKey(Slices.copyOf(partitionKey));
    }

    public Builder withPartitionKey(Slice partitionKey) {
      this.partitionKey = Utf8.checked(partitionKey, "A partition key");
      return this;
    }

    public Builder withUtf8Value(String value) {
      return withValue(Slices.copyFromUtf8(value));
    }

    public Builder withValue(byte[] value) {
      return withValue(Slices.copyOf(value));
    }

    public Builder withValue(Slice value) {
      this.value = ByteArraySlice.of(value);
      return this;
    }

    public <T> Builder withValue(Type<T> type, T value) {
      return withValue(type.typeSerializer().serialize(value));
    }

    /** The hash that chooses the shard, in digits, in place of that of the partition key. */
    public Builder withUtf8ExplicitHashKey(String explicitHashKey) {
      return withUtf8ExplicitHashKey(Slices.copyFromUtf8(explicitHashKey));
    }

    public Builder withUtf8ExplicitHashKey(Slice explicitHashKey) {
      this.explicitHashKey = Utf8.checked(explicitHashKey, "An explicit hash key");
      return this;
    }

    /** The record. Throws IllegalStateException when it lacks a stream, a partition key or a value. */
    public EgressMessage build() {
      need(stream, "a stream: call withStream(...)");
      need(partitionKey, "a partition key: call withUtf8PartitionKey(...)");
      need(value, "a value: call withValue(...)");
      int size =
          WireWriter.sizeOfBytes(partitionKey.readableBytes())
              + WireWriter.sizeOfBytes(value.readableBytes())
              + WireWriter.sizeOfBytes(stream.readableBytes())
              + WireWriter.sizeOfBytes(explicitHashKey.readableBytes());
      WireWriter record = new WireWriter(size).bytes(PARTITION_KEY, partitionKey).bytes(VALUE, value);
      record.bytes(STREAM, stream).bytes(EXPLICIT_HASH_KEY, explicitHashKey);
      return new EgressMessageWrapper(targetEgressId, TypedValue.of(RECORD, Slices.wrap(record.finish())));
    }

    private static void need(ByteArraySlice field, String what) {
      if (field == null) throw new IllegalStateException("A record for Kinesis needs " + what + ".");
    }
  }
}
