package dev.statefun.sdk.java.testing;

import dev.statefun.sdk.java.Address;
import dev.statefun.sdk.java.AddressScopedStorage;
import dev.statefun.sdk.java.Context;
import dev.statefun.sdk.java.message.EgressMessage;
import dev.statefun.sdk.java.message.Message;
import dev.statefun.sdk.java.testing.SideEffects.EgressSideEffect;
import dev.statefun.sdk.java.testing.SideEffects.SendAfterSideEffect;
import dev.statefun.sdk.java.testing.SideEffects.SendSideEffect;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A context that records what a function does. One may serve for several messages: the states are kept, and the side
 * effects add up. It refuses what the real one refuses, but knows no declared states, and lets none expire.
 */
public final class TestContext implements Context {
  private final Address self;
  private final Optional<Address> caller;
  private final TestAddressScopedStorage storage = new TestAddressScopedStorage();
  private final List<SendSideEffect> sent = new CopyOnWriteArrayList<>();
  private final List<SendAfterSideEffect> delayed = new CopyOnWriteArrayList<>();
  private final List<EgressSideEffect> egresses = new CopyOnWriteArrayList<>();

  /** For a function at this address, called from an ingress. */
  public static TestContext forTarget(Address self) {
    return new TestContext(self, Optional.empty());
  }

  /** For a function at this address, called by another one. */
  public static TestContext forTargetWithCaller(Address self, Address caller) {
    return new TestContext(self, Optional.of(caller));
  }

  private TestContext(Address self, Optional<Address> caller) {
    this.self = Objects.requireNonNull(self, "self");
    this.caller = caller;
  }

  @Override
  public Address self() {
    return self;
  }

  @Override
  public Optional<Address> caller() {
    return caller;
  }

  @Override
  public void send(Message message) {
    sent.add(new SendSideEffect(message));
  }

  @Override
  public void sendAfter(Duration duration, Message message) {
    delayed.add(new SendAfterSideEffect(duration, message));
  }

  @Override
  public void sendAfter(Duration duration, String cancellationToken, Message message) {
    delayed.add(new SendAfterSideEffect(duration, message, checked(cancellationToken)));
  }

  /** Takes back every delayed message that was sent here with this token. */
  @Override
  public void cancelDelayedMessage(String cancellationToken) {
    Optional<String> token = Optional.of(checked(cancellationToken));
    delayed.removeIf(effect -> effect.cancellationToken().equals(token));
  }

  @Override
  public void send(EgressMessage message) {
    egresses.add(new EgressSideEffect(message));
  }

  @Override
  public AddressScopedStorage storage() {
    return storage;
  }

  /** The messages to functions, in order. */
  public List<SendSideEffect> getSentMessages() {
    return List.copyOf(sent);
  }

  /** The delayed messages that were not taken back, in order. */
  public List<SendAfterSideEffect> getSentDelayedMessages() {
    return List.copyOf(delayed);
  }

  /** The records for egresses, in order. */
  public List<EgressSideEffect> getSentEgressMessages() {
    return List.copyOf(egresses);
  }

  private static String checked(String token) {
    if (token == null || token.isEmpty()) {
      throw new IllegalArgumentException("The cancellation token is " + (token == null ? "null." : "empty."));
    }
    return token;
  }
}
