package dev.statefun.sdk.java.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.statefun.sdk.java.Address;
import dev.statefun.sdk.java.TypeName;
import dev.statefun.sdk.java.ValueSpec;
import dev.statefun.sdk.java.message.EgressMessage;
import dev.statefun.sdk.java.message.EgressMessageBuilder;
import dev.statefun.sdk.java.message.Message;
import dev.statefun.sdk.java.message.MessageBuilder;
import dev.statefun.sdk.java.storage.IllegalStorageAccessException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TestContextTest {
  private static final TypeName PERSON = TypeName.typeNameOf("example", "person");
  private static final Address BOB = new Address(PERSON, "Bob");
  private static final ValueSpec<Integer> VISITS = ValueSpec.named("visits").withIntType();
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final TestContext context = TestContext.forTarget(BOB);
  private final Message message = MessageBuilder.forAddress(BOB).withValue(1).build();

  @Test
  void whatAFunctionSendsIsRecordedInOrder() {
    EgressMessage record = EgressMessageBuilder.forEgress(PERSON).withValue("hi").build();
    Message other = MessageBuilder.forAddress(BOB).withValue(2).build();
    context.send(message);
    context.send(other);
    context.send(record);
    context.sendAfter(SECOND, message);
    context.sendAfter(SECOND, "token", message);
    assertEquals(List.of(SideEffects.sentMessage(message), SideEffects.sentMessage(other)), context.getSentMessages());
    assertEquals(List.of(SideEffects.sentEgress(record)), context.getSentEgressMessages());
    assertEquals(
        List.of(SideEffects.sentAfter(SECOND, message), SideEffects.sentAfter(SECOND, "token", message)),
        context.getSentDelayedMessages());
  }

  @Test
  void aCancelledMessageIsTakenBack() {
    context.sendAfter(SECOND, "token", message);
    context.sendAfter(SECOND, "other", message);
    context.cancelDelayedMessage("token");
    context.cancelDelayedMessage("never was");
    assertEquals(List.of(SideEffects.sentAfter(SECOND, "other", message)), context.getSentDelayedMessages());
    assertThrows(IllegalArgumentException.class, () -> context.cancelDelayedMessage(""));
    assertThrows(IllegalArgumentException.class, () -> context.sendAfter(SECOND, null, message));
  }

  @Test
  void statesAreKept() {
    assertEquals(Optional.empty(), context.storage().get(VISITS));
    context.storage().set(VISITS, 3);
    assertEquals(Optional.of(3), context.storage().get(VISITS));
    context.storage().remove(VISITS);
    assertEquals(Optional.empty(), context.storage().get(VISITS));
  }

  @Test
  void statesAreRefusedAsTheRealContextDoes() {
    context.storage().set(VISITS, 3);
    ValueSpec<Long> other = ValueSpec.named("visits").withLongType();
    assertThrows(IllegalStorageAccessException.class, () -> context.storage().get(other));
    assertThrows(IllegalStorageAccessException.class, () -> context.storage().set(other, 1L));
    assertThrows(IllegalStorageAccessException.class, () -> context.storage().set(VISITS, null));
  }

  @Test
  void theCallerIsAsTheTestSays() {
    Address joe = new Address(PERSON, "Joe");
    assertEquals(Optional.empty(), context.caller());
    assertEquals(BOB, context.self());
    assertEquals(Optional.of(joe), TestContext.forTargetWithCaller(BOB, joe).caller());
  }

  @Test
  void sideEffectsOfOtherPartsAreNotEqual() {
    assertNotEquals(SideEffects.sentAfter(SECOND, message), SideEffects.sentAfter(SECOND, "token", message));
    assertNotEquals(SideEffects.sentAfter(SECOND, message), SideEffects.sentAfter(Duration.ZERO, message));
    Message other = MessageBuilder.fromMessage(message).withTargetAddress(PERSON, "Joe").build();
    assertNotEquals(SideEffects.sentMessage(message), SideEffects.sentMessage(other));
  }
}
