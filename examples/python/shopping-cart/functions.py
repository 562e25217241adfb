"""The functions of the shopping cart, and their service."""

import json
import os
from typing import Any

from statefun import (
    BoolType,
    Context,
    IntType,
    Message,
    RequestReplyHandler,
    StatefulFunctions,
    ValueSpec,
    egress_message_builder,
    make_json_type,
    message_builder,
    serve,
)

# To a cart.
ADD_TO_CART = make_json_type("com.example/AddToCart")
CLEAR_CART = make_json_type("com.example/ClearCart")
CHECKOUT = make_json_type("com.example/Checkout")
# To the stock of an item, and its answer: all of the quantity, or nothing.
RESTOCK_ITEM = make_json_type("com.example/RestockItem")
REQUEST_ITEM = make_json_type("com.example/RequestItem")
ITEM_AVAILABILITY = make_json_type("com.example/ItemAvailability")

EGRESS_RECORD = make_json_type("io.statefun.playground/EgressRecord")
STOCK = "com.example/stock"

functions = StatefulFunctions()


@functions.bind(STOCK, specs=[ValueSpec("stock", IntType)])
def stock(context: Context, message: Message) -> None:
    """One instance for each item: counts how much of it there is, and gives it out."""
    storage, caller = context.storage, context.caller
    available = storage.stock or 0
    if message.is_type(RESTOCK_ITEM):
        storage.stock = available + message.as_type(RESTOCK_ITEM)["quantity"]
    elif message.is_type(REQUEST_ITEM) and caller is not None:
        quantity = message.as_type(REQUEST_ITEM)["quantity"]
        is_in_stock = quantity <= available
        if is_in_stock:
            storage.stock = available - quantity
        answer = {"status": "IN_STOCK" if is_in_stock else "OUT_OF_STOCK", "quantity": quantity}
        context.send(message_builder(caller.typename, caller.id, value=answer, value_type=ITEM_AVAILABILITY))


@functions.bind(
    "com.example/user-shopping-cart",
    specs=[
        # What the stock has set aside for this cart, by item.
        ValueSpec("basket", make_json_type("com.example/Basket")),
        # How many answers of the stock are still to come, and whether a checkout waits for them.
        ValueSpec("awaited", IntType),
        ValueSpec("is_checking_out", BoolType),
    ],
)
def cart(context: Context, message: Message) -> None:
    """One instance for each user. The cart and the stock always agree, whatever crashes."""
    storage = context.storage
    if message.is_type(ADD_TO_CART):
        ask(context, message.as_type(ADD_TO_CART))
    elif message.is_type(ITEM_AVAILABILITY):
        put_aside(context, message.as_type(ITEM_AVAILABILITY))
    elif message.is_type(CLEAR_CART):
        clear(context)
    elif message.is_type(CHECKOUT):
        storage.is_checking_out = True
    if storage.is_checking_out and not storage.awaited:
        buy(context)


def ask(context: Context, item: dict[str, Any]) -> None:
    """Asks the stock to set items aside."""
    request = {"quantity": item["quantity"]}
    context.send(message_builder(STOCK, item["itemId"], value=request, value_type=REQUEST_ITEM))
    context.storage.awaited = (context.storage.awaited or 0) + 1


def put_aside(context: Context, answer: dict[str, Any]) -> None:
    """The answer comes from the stock of one item: its id says which."""
    storage, caller = context.storage, context.caller
    storage.awaited = (storage.awaited or 1) - 1
    if answer["status"] == "IN_STOCK" and caller is not None:
        basket = storage.basket or {}
        storage.basket = {**basket, caller.id: basket.get(caller.id, 0) + answer["quantity"]}


def clear(context: Context) -> None:
    """All goes back to the stock."""
    for item_id, quantity in (context.storage.basket or {}).items():
        item = {"itemId": item_id, "quantity": quantity}
        context.send(message_builder(STOCK, item_id, value=item, value_type=RESTOCK_ITEM))
    del context.storage.basket


def buy(context: Context) -> None:
    """Sends a receipt."""
    receipt = {"userId": context.address.id, "items": context.storage.basket or {}}
    del context.storage.basket
    del context.storage.is_checking_out
    record = {"topic": "receipts", "payload": json.dumps(receipt)}
    context.send_egress(egress_message_builder("io.statefun.playground/egress", record, EGRESS_RECORD))


if __name__ == "__main__":
    serve(RequestReplyHandler(functions), port=int(os.environ.get("PORT", "8000")))
