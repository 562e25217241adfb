package dev.statefun.sdk.java;

import dev.statefun.sdk.java.message.EgressMessage;
import dev.statefun.sdk.java.message.Message;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * What a function does to the world, while it handles one message. All of it takes effect together once the function's
 * future is complete, or not at all when it fails. May be used from any thread until then; afterwards what would be lost
 * throws IllegalStateException.
 */
public interface Context {
  /** The address of the instance that was called. */
  Address self();

  /** Who sent the message; empty when it came from an ingress. */
  Optional<Address> caller();

  /** Sends a message to a function. */
  void send(Message message);

  /**
   * Sends a message after a delay, durably.
   *
   * @param duration in whole milliseconds; a negative one counts as 0
   */
  void sendAfter(Duration duration, Message message);

  /**
   * Sends a message after a delay, durably, so that {@link #cancelDelayedMessage} can take it back.
   *
   * @param duration in whole milliseconds; a negative one counts as 0
   * @param cancellationToken names the message among those of this address that are still to come; not empty
   */
  void sendAfter(Duration duration, String cancellationToken, Message message);

  /** Takes a delayed message of this address back. Nothing happens when it is out already, or never was. */
  void cancelDelayedMessage(String cancellationToken);

  /** Sends a record to an egress. */
  void send(EgressMessage message);

  /** The states of this address. */
  AddressScopedStorage storage();

  /** A future that is complete: what a function returns when it has nothing to wait for. */
  default CompletableFuture<Void> done() {
    return CompletableFuture.completedFuture(null);
  }
}
