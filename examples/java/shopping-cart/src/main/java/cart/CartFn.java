package cart;

import cart.Messages.AddToCart;
import cart.Messages.EgressRecord;
import cart.Messages.ItemAvailability;
import cart.Messages.Receipt;
import cart.Messages.RequestItem;
import cart.Messages.RestockItem;
import cart.Messages.Status;
import dev.statefun.sdk.java.AddressScopedStorage;
import dev.statefun.sdk.java.Context;
import dev.statefun.sdk.java.StatefulFunction;
import dev.statefun.sdk.java.StatefulFunctionSpec;
import dev.statefun.sdk.java.TypeName;
import dev.statefun.sdk.java.ValueSpec;
import dev.statefun.sdk.java.message.EgressMessageBuilder;
import dev.statefun.sdk.java.message.Message;
import dev.statefun.sdk.java.message.MessageBuilder;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/** One instance for each user. The cart and the stock always agree, whatever crashes. */
final class CartFn implements StatefulFunction {
  static final TypeName TYPE = TypeName.typeNameFromString("com.example/user-shopping-cart");
  private static final TypeName PLAYGROUND = TypeName.typeNameFromString("io.statefun.playground/egress");

  /** What the stock has set aside for this cart. */
  private static final ValueSpec<Map<String, Integer>> BASKET =
      ValueSpec.named("basket").withCustomType(Messages.BASKET);

  /** How many answers of the stock are still to come. */
  private static final ValueSpec<Integer> AWAITED = ValueSpec.named("awaited").withIntType();

  /** A checkout waits for them. */
  private static final ValueSpec<Boolean> IS_CHECKING_OUT = ValueSpec.named("isCheckingOut").withBooleanType();

  static final StatefulFunctionSpec SPEC =
      StatefulFunctionSpec.builder(TYPE)
          .withValueSpecs(BASKET, AWAITED, IS_CHECKING_OUT)
          .withSupplier(CartFn::new)
          .build();

  @Override
  public CompletableFuture<Void> apply(Context context, Message message) {
    AddressScopedStorage storage = context.storage();
    if (message.is(Messages.ADD_TO_CART)) ask(context, message.as(Messages.ADD_TO_CART));
    else if (message.is(Messages.ITEM_AVAILABILITY)) putAside(context, message.as(Messages.ITEM_AVAILABILITY));
    else if (message.is(Messages.CLEAR_CART)) clear(context);
    else if (message.is(Messages.CHECKOUT)) storage.set(IS_CHECKING_OUT, true);
    boolean isCheckingOut = storage.get(IS_CHECKING_OUT).orElse(false);
    if (isCheckingOut && storage.get(AWAITED).orElse(0) == 0) buy(context);
    return context.done();
  }

  private static void ask(Context context, AddToCart item) {
    RequestItem request = new RequestItem(item.quantity());
    context.send(
        MessageBuilder.forAddress(StockFn.TYPE, item.itemId()).withCustomType(Messages.REQUEST_ITEM, request).build());
    context.storage().set(AWAITED, context.storage().get(AWAITED).orElse(0) + 1);
  }

  /** The answer comes from the stock of one item: its id says which. */
  private static void putAside(Context context, ItemAvailability answer) {
    context.storage().set(AWAITED, context.storage().get(AWAITED).orElse(1) - 1);
    if (answer.status() != Status.IN_STOCK) return;
    Map<String, Integer> basket = basket(context);
    basket.merge(context.caller().orElseThrow().id(), answer.quantity(), Integer::sum);
    context.storage().set(BASKET, basket);
  }

  private static void clear(Context context) {
    basket(context)
        .forEach(
            (itemId, quantity) -> {
              RestockItem item = new RestockItem(itemId, quantity);
              context.send(
                  MessageBuilder.forAddress(StockFn.TYPE, itemId).withCustomType(Messages.RESTOCK_ITEM, item).build());
            });
    context.storage().remove(BASKET);
  }

  private static void buy(Context context) {
    Receipt receipt = new Receipt(context.self().id(), basket(context));
    context.storage().remove(BASKET);
    context.storage().remove(IS_CHECKING_OUT);
    EgressRecord record = new EgressRecord("receipts", receipt.toJson());
    context.send(EgressMessageBuilder.forEgress(PLAYGROUND).withCustomType(Messages.EGRESS_RECORD, record).build());
  }

  private static Map<String, Integer> basket(Context context) {
    return new TreeMap<>(context.storage().get(BASKET).orElse(Map.of()));
  }
}
