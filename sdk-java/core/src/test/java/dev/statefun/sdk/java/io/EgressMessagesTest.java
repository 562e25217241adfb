package dev.statefun.sdk.java.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.statefun.sdk.java.TypeName;
import dev.statefun.sdk.java.Vectors;
import dev.statefun.sdk.java.message.EgressMessage;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class EgressMessagesTest {
  private static final TypeName EGRESS = TypeName.typeNameOf("example", "egress");

  @Test
  void recordsHaveTheBytesOfTheOfficialSdks() {
    int found = 0;
    for (JsonNode vector : Vectors.read("messages.json")) {
      JsonNode meaning = vector.get("meaning");
      EgressMessage record =
          switch (vector.get("message").asText()) {
            case "KafkaProducerRecord" ->
                KafkaEgressMessage.forEgress(EGRESS)
                    .withTopic(meaning.get("topic").asText())
                    .withKey(Vectors.bytes(meaning.get("key").get("hex")))
                    .withValue(Vectors.bytes(meaning.get("valueBytes").get("hex")))
                    .build();
            case "KinesisEgressRecord" ->
                KinesisEgressMessage.forEgress(EGRESS)
                    .withStream(meaning.get("stream").asText())
                    .withUtf8PartitionKey(meaning.get("partitionKey").asText())
                    .withValue(Vectors.bytes(meaning.get("valueBytes").get("hex")))
                    .withUtf8ExplicitHashKey(meaning.get("explicitHashKey").asText())
                    .build();
            default -> null;
          };
      if (record == null) continue;
      found++;
      String hex = HexFormat.of().formatHex(record.egressMessageValueBytes().toByteArray());
      assertEquals(vector.get("hex").asText(), hex, vector.get("name").asText());
    }
    assertTrue(found >= 6, found + " vectors");
  }

  @Test
  void whatIsMissingIsSaid() {
    KinesisEgressMessage.Builder kinesis = KinesisEgressMessage.forEgress(EGRESS);
    KafkaEgressMessage.Builder kafka = KafkaEgressMessage.forEgress(EGRESS);
    assertMissing("topic", kafka::build);
    kafka.withTopic("t");
    assertMissing("value", kafka::build);
    assertMissing("stream", kinesis::build);
    kinesis.withStream("s");
    assertMissing("partition key", kinesis::build);
    kinesis.withUtf8PartitionKey("k");
    assertMissing("value", kinesis::build);
  }

  @Test
  void whatMustBeTextIsUtf8() {
    byte[] bytes = {(byte) 0xff};
    for (Runnable setting :
        List.<Runnable>of(
            () -> KafkaEgressMessage.forEgress(EGRESS).withKey(bytes),
            () -> KafkaEgressMessage.forEgress(EGRESS).withTopic("\ud800"),
            () -> KinesisEgressMessage.forEgress(EGRESS).withPartitionKey(bytes))) {
      assertThrows(IllegalArgumentException.class, setting::run);
    }
  }

  private static void assertMissing(String what, Runnable build) {
    IllegalStateException failure = assertThrows(IllegalStateException.class, build::run);
    assertTrue(failure.getMessage().contains(what), failure.getMessage());
  }
}
