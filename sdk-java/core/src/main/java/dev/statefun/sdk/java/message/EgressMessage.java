package dev.statefun.sdk.java.message;

import dev.statefun.sdk.java.TypeName;
import dev.statefun.sdk.java.slice.Slice;

/** A record for an egress. {@link EgressMessageBuilder} makes one, and for Kafka and Kinesis those of {@code io}. */
public interface EgressMessage {
  /** The egress that it is for, as module.yaml calls it. */
  TypeName targetEgressId();

  TypeName egressMessageValueType();

  Slice egressMessageValueBytes();
}
