package dev.statefun.sdk.java.handler;

import dev.statefun.sdk.java.Address;
import dev.statefun.sdk.java.AddressScopedStorage;
import dev.statefun.sdk.java.Context;
import dev.statefun.sdk.java.ValueSpec;
import dev.statefun.sdk.java.internal.Effect;
import dev.statefun.sdk.java.message.EgressMessage;
import dev.statefun.sdk.java.message.EgressMessageWrapper;
import dev.statefun.sdk.java.message.Message;
import dev.statefun.sdk.java.message.MessageWrapper;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** The context of one message of a batch, and its view of the states. */
final class MessageContext implements Context, AddressScopedStorage {
  private final Batch batch;
  private final Address self;
  private final Optional<Address> caller;
  private boolean isComplete;

  MessageContext(Batch batch, Address self, Address caller) {
    this.batch = batch;
    this.self = self;
    this.caller = Optional.ofNullable(caller);
  }

  /** From now on, what would be lost throws. */
  void complete() {
    synchronized (batch) {
      isComplete = true;
    }
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
    Objects.requireNonNull(message, "message");
    add(batch.sent, Effect.message(message.targetAddress(), MessageWrapper.typedValueOf(message)));
  }

  @Override
  public void send(EgressMessage message) {
    Objects.requireNonNull(message, "message");
    add(batch.egresses, Effect.egress(message.targetEgressId(), EgressMessageWrapper.typedValueOf(message)));
  }

  @Override
  public void sendAfter(Duration duration, Message message) {
    delay(duration, "", message);
  }

  @Override
  public void sendAfter(Duration duration, String cancellationToken, Message message) {
    delay(duration, checked(cancellationToken), message);
  }

  @Override
  public void cancelDelayedMessage(String cancellationToken) {
    add(batch.delayed, Effect.cancellation(checked(cancellationToken)));
  }

  @Override
  public AddressScopedStorage storage() {
    return this;
  }

  @Override
  public <T> Optional<T> get(ValueSpec<T> spec) {
    synchronized (batch) {
      check();
      return batch.states.cell(spec).get();
    }
  }

  @Override
  public <T> void set(ValueSpec<T> spec, T value) {
    synchronized (batch) {
      check();
      batch.states.cell(spec).set(value);
    }
  }

  @Override
  public <T> void remove(ValueSpec<T> spec) {
    synchronized (batch) {
      check();
      batch.states.cell(spec).remove();
    }
  }

  private void delay(Duration duration, String token, Message message) {
    Objects.requireNonNull(message, "message");
    long delayMs = Math.max(0, millis(duration));
    add(batch.delayed, Effect.delayed(delayMs, token, message.targetAddress(), MessageWrapper.typedValueOf(message)));
  }

  private static long millis(Duration duration) {
    try {
      return duration.toMillis();
    } catch (ArithmeticException overflow) {
      throw new IllegalArgumentException("A delay of " + duration + " is more milliseconds than 64 bits hold.", overflow);
    }
  }

  private static String checked(String token) {
    if (token == null || token.isEmpty()) {
      throw new IllegalArgumentException("The cancellation token is " + (token == null ? "null." : "empty."));
    }
    return token;
  }

  private void add(List<Effect> effects, Effect effect) {
    synchronized (batch) {
      check();
      effects.add(effect);
    }
  }

  private void check() {
    if (isComplete) {
      throw new IllegalStateException(
          "The function at " + self + " uses its context after it has completed, so that what it does would be lost:"
              + " return a future that completes when all is done.");
    }
  }
}
