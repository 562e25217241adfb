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

/**
 * Records for Kafka.
 *
 * <pre>{@code
 * context.send(
 *     KafkaEgressMessage.forEgress(GREETS).withTopic("greetings").withUtf8Key("Bob").withUtf8Value("Hi Bob").build());
 * }</pre>
 */
public final class KafkaEgressMessage {
  private static final TypeName RECORD =
      TypeName.typeNameOf("type.googleapis.com", "io.statefun.sdk.egress.KafkaProducerRecord");

  /** An object without a use: {@link #forEgress} begins a record. */
  public KafkaEgressMessage() {}

  /** Begins a record for an egress, as module.yaml calls it. */
  public static Builder forEgress(TypeName targetEgressId) {
    return new Builder(targetEgressId);
  }

  /** Builds a record. What is set last counts. A value with a {@link Type} is what that type makes of it. */
  public static final class Builder {
    private static final int KEY = 1;
    private static final int VALUE = 2;
    private static final int TOPIC = 3;

    private final TypeName targetEgressId;
    private ByteArraySlice topic;
    private ByteArraySlice key = ByteArraySlice.EMPTY;
    private ByteArraySlice value;

    private Builder(TypeName targetEgressId) {
      this.targetEgressId = Objects.requireNonNull(targetEgressId, "targetEgressId");
    }

    public Builder withTopic(String topic) {
      return withTopic(Slices.copyFromUtf8(topic));
    }

    public Builder withTopic(Slice topic) {
      this.topic = Utf8.checked(topic, "A topic");
      return this;
    }

    /** The key. Without one, or with an empty one, the record has none. */
    public Builder withUtf8Key(String key) {
      return withKey(Slices.copyFromUtf8(key));
    }

    /** A key of bytes that are UTF-8, as the protocol wants keys to be. */
    public Builder withKey(byte[] key) {
      return withKey(Slices.copyOf(key));
    }

    public Builder withKey(Slice key) {
      this.key = Utf8.checked(key, "A key");
      return this;
    }

    public <T> Builder withKey(Type<T> type, T key) {
      return withKey(type.typeSerializer().serialize(key));
    }

    public Builder withUtf8Value(String value) {
      return withValue(Slices.copyFromUtf8(value));
    }

    public Builder withValue(Slice value) {
      this.value = ByteArraySlice.of(value);
      return this;
    }

    public <T> Builder withValue(Type<T> type, T value) {
      return withValue(type.typeSerializer().serialize(value));
    }

    public Builder withValue(byte[] value) {
      return withValue(Slices.copyOf(value));
    }

    /** The record. Throws IllegalStateException when it lacks a topic or a value. */
    public EgressMessage build() {
      if (topic == null) throw new IllegalStateException("A record for Kafka needs a topic: call withTopic(...).");
      if (value == null) throw new IllegalStateException("A record for Kafka needs a value: call withValue(...).");
      int size =
          WireWriter.sizeOfBytes(key.readableBytes())
              + WireWriter.sizeOfBytes(value.readableBytes())
              + WireWriter.sizeOfBytes(topic.readableBytes());
      byte[] record = new WireWriter(size).bytes(KEY, key).bytes(VALUE, value).bytes(TOPIC, topic).finish();
      return new EgressMessageWrapper(targetEgressId, TypedValue.of(RECORD, Slices.wrap(record)));
    }
  }
}
