package dev.statefun.sdk.java.handler;

import dev.statefun.sdk.java.Address;
import dev.statefun.sdk.java.StatefulFunction;
import dev.statefun.sdk.java.internal.Effect;
import dev.statefun.sdk.java.internal.FromFunction;
import dev.statefun.sdk.java.internal.ToFunction;
import dev.statefun.sdk.java.internal.TypedValue;
import dev.statefun.sdk.java.message.Message;
import dev.statefun.sdk.java.message.MessageWrapper;
import dev.statefun.sdk.java.slice.Slice;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * The messages of one request, handled one after the other; the first failure fails all of it. What functions do is
 * collected here, under this object's lock, since they may do it from any thread.
 */
final class Batch {
  private final StatefulFunction function;
  private final Address self;
  private final List<ToFunction.Invocation> messages;
  private final CompletableFuture<Slice> reply = new CompletableFuture<>();
  private int next;

  final States states;
  final List<Effect> sent = new ArrayList<>();
  final List<Effect> delayed = new ArrayList<>(0);
  final List<Effect> egresses = new ArrayList<>(0);

  Batch(StatefulFunction function, ToFunction request, States states) {
    this.function = function;
    this.self = request.target();
    this.messages = request.invocations();
    this.states = states;
  }

  CompletableFuture<Slice> run() {
    goOn();
    return reply;
  }

  /** Handles messages until one is not done at once; then its future goes on. */
  private void goOn() {
    try {
      while (next < messages.size()) {
        MessageContext context = new MessageContext(this, self, messages.get(next).caller());
        CompletableFuture<Void> done = apply(context, messages.get(next++).argument());
        if (!done.isDone()) {
          done.whenComplete((nothing, failure) -> goOnAfter(context, failure));
          return;
        }
        done.join();
        context.complete();
      }
      reply.complete(encode());
    } catch (Throwable failure) {
      fail(failure);
    }
  }

  private CompletableFuture<Void> apply(MessageContext context, TypedValue argument)
      throws Throwable {
    Message message = new MessageWrapper(self, argument);
    CompletableFuture<Void> done = function.apply(context, message);
    if (done != null) return done;
    throw new IllegalStateException(
        "The function at " + self + " returned null in place of a future: return context.done() when it is done.");
  }

  private void goOnAfter(MessageContext context, Throwable failure) {
    context.complete();
    if (failure == null) goOn();
    else fail(failure);
  }

  private void fail(Throwable failure) {
    boolean isWrapped = failure instanceof CompletionException && failure.getCause() != null;
    reply.completeExceptionally(isWrapped ? failure.getCause() : failure);
  }

  private synchronized Slice encode() {
    return FromFunction.result(states.mutations(), sent, delayed, egresses);
  }
}
