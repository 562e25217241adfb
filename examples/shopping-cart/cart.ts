import type { Context, Message, StateFun as Service } from '@statefun-ts/sdk';
import { StateFun, egressMessageBuilder, messageBuilder } from '@statefun-ts/sdk';
import type { Basket, Item, Receipt } from './messages.ts';
import {
  addToCart,
  checkout,
  clearCart,
  egressRecord,
  itemAvailability,
  requestItem,
  restockItem,
} from './messages.ts';

const specs = [
  /** What the stock has set aside for this cart. */
  { name: 'basket', type: StateFun.jsonType<Basket>('com.example/Basket') },
  /** How many answers of the stock are still to come. */
  { name: 'awaited', type: StateFun.intType() },
  /** A checkout waits for them. */
  { name: 'isCheckingOut', type: StateFun.booleanType() },
] as const;

type CartContext = Context<typeof specs>;

/** One instance for each user. The cart and the stock always agree, whatever crashes. */
export function bindCart(statefun: Service): void {
  statefun.bind({ typename: 'com.example/user-shopping-cart', specs, fn: handle });
}

function handle(context: CartContext, message: Message): void {
  if (message.is(addToCart)) ask(context, message.as(addToCart));
  else if (message.is(itemAvailability)) putAside(context, message.as(itemAvailability));
  else if (message.is(clearCart)) clear(context);
  else if (message.is(checkout)) context.storage.isCheckingOut = true;
  if (context.storage.isCheckingOut === true && (context.storage.awaited ?? 0) === 0) buy(context);
}

function ask(context: CartContext, { itemId, quantity }: Item): void {
  context.send(
    messageBuilder({
      typename: 'com.example/stock',
      id: itemId,
      value: { quantity },
      valueType: requestItem,
    }),
  );
  context.storage.awaited = (context.storage.awaited ?? 0) + 1;
}

/** The answer comes from the stock of one item: its id says which. */
function putAside(context: CartContext, { status, quantity }: { status: string; quantity: number }): void {
  const { storage, caller } = context;
  storage.awaited = (storage.awaited ?? 1) - 1;
  if (status !== 'IN_STOCK' || caller === null) return;
  const basket = storage.basket ?? {};
  storage.basket = { ...basket, [caller.id]: (basket[caller.id] ?? 0) + quantity };
}

function clear(context: CartContext): void {
  const { storage } = context;
  for (const [itemId, quantity] of Object.entries(storage.basket ?? {})) {
    const value = { itemId, quantity };
    context.send(
      messageBuilder({ typename: 'com.example/stock', id: itemId, value, valueType: restockItem }),
    );
  }
  storage.basket = null;
}

function buy(context: CartContext): void {
  const { storage, self } = context;
  const receipt: Receipt = { userId: self.id, items: storage.basket ?? {} };
  storage.basket = null;
  storage.isCheckingOut = null;
  context.send(
    egressMessageBuilder({
      typename: 'io.statefun.playground/egress',
      value: { topic: 'receipts', payload: JSON.stringify(receipt) },
      valueType: egressRecord,
    }),
  );
}
