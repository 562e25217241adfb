package showcase;

import dev.statefun.sdk.java.Context;
import dev.statefun.sdk.java.StatefulFunction;
import dev.statefun.sdk.java.StatefulFunctionSpec;
import dev.statefun.sdk.java.TypeName;
import dev.statefun.sdk.java.message.Message;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** Part 5: a function may wait for other services. Only its own address waits with it, and no thread. */
final class AsyncFn implements StatefulFunction {
  static final TypeName TYPE = TypeName.typeNameFromString("showcase/async");
  static final StatefulFunctionSpec SPEC = StatefulFunctionSpec.builder(TYPE).withSupplier(AsyncFn::new).build();

  @Override
  public CompletableFuture<Void> apply(Context context, Message message) {
    String name = message.as(Values.GREET_REQUEST).name();
    return findGreeting(name)
        .thenCombine(findFood(name), (greeting, food) -> greeting + " and " + food)
        .thenAccept(found -> Values.say(context, "async found for " + name + ": " + found));
  }

  /** These stand for calls to other services. */
  private static CompletableFuture<String> findGreeting(String name) {
    return CompletableFuture.supplyAsync(() -> name.length() > 3 ? "Good day" : "Hi", after(20));
  }

  private static CompletableFuture<String> findFood(String name) {
    return CompletableFuture.supplyAsync(() -> name.length() > 3 ? "pasta" : "rice", after(30));
  }

  private static Executor after(int delayMs) {
    return CompletableFuture.delayedExecutor(delayMs, TimeUnit.MILLISECONDS);
  }
}
