import { StateFun } from '@statefun-ts/sdk';

export interface Item {
  readonly itemId: string;
  readonly quantity: number;
}

/** To the stock of an item: more of it is there. */
export const restockItem = StateFun.jsonType<Item>('com.example/RestockItem');

/** To the stock of an item, by a cart: set some aside. */
export const requestItem = StateFun.jsonType<{ readonly quantity: number }>('com.example/RequestItem');

/** The stock's answer: all of the quantity, or nothing. */
export const itemAvailability = StateFun.jsonType<{
  readonly status: 'IN_STOCK' | 'OUT_OF_STOCK';
  readonly quantity: number;
}>('com.example/ItemAvailability');

/** To a cart. */
export const addToCart = StateFun.jsonType<Item & { readonly userId: string }>('com.example/AddToCart');

/** To a cart: all goes back to the stock. */
export const clearCart = StateFun.jsonType<{ readonly userId: string }>('com.example/ClearCart');

/** To a cart: buy what is in it. */
export const checkout = StateFun.jsonType<{ readonly userId: string }>('com.example/Checkout');

/** What a cart holds, by item. */
export type Basket = Readonly<Record<string, number>>;

/** What was bought, in the payload of a record. */
export interface Receipt {
  readonly userId: string;
  readonly items: Basket;
}

export const egressRecord = StateFun.jsonType<{ readonly topic: string; readonly payload: string }>(
  'io.statefun.playground/EgressRecord',
);
