package cart;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.statefun.sdk.java.TypeName;
import dev.statefun.sdk.java.types.SimpleType;
import dev.statefun.sdk.java.types.Type;
import java.util.Map;

/** What the cart, the stock and the world say to each other, as JSON. */
final class Messages {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** To the stock of an item: more of it is there. */
  record RestockItem(String itemId, int quantity) {}

  static final Type<RestockItem> RESTOCK_ITEM = type("com.example/RestockItem", new TypeReference<>() {});

  /** To the stock of an item, by a cart: set some aside. */
  record RequestItem(int quantity) {}

  static final Type<RequestItem> REQUEST_ITEM = type("com.example/RequestItem", new TypeReference<>() {});

  enum Status {
    IN_STOCK,
    OUT_OF_STOCK
  }

  /** The stock's answer: all of the quantity, or nothing. */
  record ItemAvailability(Status status, int quantity) {}

  static final Type<ItemAvailability> ITEM_AVAILABILITY =
      type("com.example/ItemAvailability", new TypeReference<>() {});

  /** To a cart. */
  record AddToCart(String userId, String itemId, int quantity) {}

  static final Type<AddToCart> ADD_TO_CART = type("com.example/AddToCart", new TypeReference<>() {});

  /** To a cart: all goes back to the stock. */
  record ClearCart(String userId) {}

  static final Type<ClearCart> CLEAR_CART = type("com.example/ClearCart", new TypeReference<>() {});

  /** To a cart: buy what is in it. */
  record Checkout(String userId) {}

  static final Type<Checkout> CHECKOUT = type("com.example/Checkout", new TypeReference<>() {});

  /** What a cart holds: quantities by item. */
  static final Type<Map<String, Integer>> BASKET = type("com.example/Basket", new TypeReference<>() {});

  /** What was bought. */
  record Receipt(String userId, Map<String, Integer> items) {
    String toJson() {
      return MAPPER.valueToTree(this).toString();
    }
  }

  /** What the playground's egress takes. */
  record EgressRecord(String topic, String payload) {}

  static final Type<EgressRecord> EGRESS_RECORD =
      type("io.statefun.playground/EgressRecord", new TypeReference<>() {});

  private Messages() {}

  private static <T> Type<T> type(String name, TypeReference<T> values) {
    return SimpleType.simpleTypeFrom(
        TypeName.typeNameFromString(name), MAPPER::writeValueAsBytes, bytes -> MAPPER.readValue(bytes, values));
  }
}
