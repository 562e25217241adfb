package dev.statefun.sdk.java;

import dev.statefun.sdk.java.message.Message;
import java.util.concurrent.CompletableFuture;

/** A function with state: called for each message to one of its addresses, for an address one after the other. */
public interface StatefulFunction {
  /**
   * Handles a message.
   *
   * @return a future that is complete once all is done, such as {@link Context#done}; not null. The next message waits
   *     for it
   * @throws Throwable to fail, as a failed future does: nothing of the batch takes effect, and the runtime calls again
   */
  CompletableFuture<Void> apply(Context context, Message argument) throws Throwable;
}
