package cart;

import cart.Messages.ItemAvailability;
import cart.Messages.Status;
import dev.statefun.sdk.java.Context;
import dev.statefun.sdk.java.StatefulFunction;
import dev.statefun.sdk.java.StatefulFunctionSpec;
import dev.statefun.sdk.java.TypeName;
import dev.statefun.sdk.java.ValueSpec;
import dev.statefun.sdk.java.message.Message;
import dev.statefun.sdk.java.message.MessageBuilder;
import java.util.concurrent.CompletableFuture;

/** One instance for each item: counts how much of it there is, and gives it out. */
final class StockFn implements StatefulFunction {
  static final TypeName TYPE = TypeName.typeNameFromString("com.example/stock");

  private static final ValueSpec<Integer> STOCK = ValueSpec.named("stock").withIntType();

  static final StatefulFunctionSpec SPEC =
      StatefulFunctionSpec.builder(TYPE).withValueSpec(STOCK).withSupplier(StockFn::new).build();

  @Override
  public CompletableFuture<Void> apply(Context context, Message message) {
    int stock = context.storage().get(STOCK).orElse(0);
    if (message.is(Messages.RESTOCK_ITEM)) {
      context.storage().set(STOCK, stock + message.as(Messages.RESTOCK_ITEM).quantity());
    } else if (message.is(Messages.REQUEST_ITEM)) {
      int quantity = message.as(Messages.REQUEST_ITEM).quantity();
      boolean isInStock = quantity <= stock;
      if (isInStock) context.storage().set(STOCK, stock - quantity);
      ItemAvailability answer = new ItemAvailability(isInStock ? Status.IN_STOCK : Status.OUT_OF_STOCK, quantity);
      context.caller().ifPresent(
          cart ->
              context.send(
                  MessageBuilder.forAddress(cart).withCustomType(Messages.ITEM_AVAILABILITY, answer).build()));
    }
    return context.done();
  }
}
