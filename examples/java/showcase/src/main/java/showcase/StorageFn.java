package showcase;

import dev.statefun.sdk.java.AddressScopedStorage;
import dev.statefun.sdk.java.Context;
import dev.statefun.sdk.java.StatefulFunction;
import dev.statefun.sdk.java.StatefulFunctionSpec;
import dev.statefun.sdk.java.TypeName;
import dev.statefun.sdk.java.ValueSpec;
import dev.statefun.sdk.java.message.Message;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Part 4: each address has states of its own. They are typed, durable, and may expire. */
final class StorageFn implements StatefulFunction {
  static final TypeName TYPE = TypeName.typeNameFromString("showcase/storage");

  private static final ValueSpec<Integer> VISITS = ValueSpec.named("visits").withIntType();
  private static final ValueSpec<Values.GreetRequest> LAST_REQUEST =
      ValueSpec.named("last_request").withCustomType(Values.GREET_REQUEST);
  private static final ValueSpec<String> REMARK =
      ValueSpec.named("remark").thatExpiresAfterCall(Duration.ofMinutes(10)).withUtf8StringType();

  static final StatefulFunctionSpec SPEC =
      StatefulFunctionSpec.builder(TYPE)
          .withValueSpecs(VISITS, LAST_REQUEST, REMARK)
          .withSupplier(StorageFn::new)
          .build();

  @Override
  public CompletableFuture<Void> apply(Context context, Message message) {
    AddressScopedStorage storage = context.storage();
    Values.GreetRequest request = message.as(Values.GREET_REQUEST);
    String last = storage.get(LAST_REQUEST).map(Values.GreetRequest::name).orElse("nobody");
    String remark = storage.get(REMARK).orElse("gone or never there");
    int visits = storage.get(VISITS).orElse(0) + 1;
    // All that a function changes takes effect together with the messages that it sends, or not at all.
    storage.set(VISITS, visits);
    storage.set(REMARK, "seen " + request.name());
    if (request.name().equals("nobody")) storage.remove(LAST_REQUEST);
    else storage.set(LAST_REQUEST, request);
    String id = context.self().id();
    Values.say(context, "storage of " + id + ": visit " + visits + ", before: " + last + ", remark: " + remark);
    return context.done();
  }
}
