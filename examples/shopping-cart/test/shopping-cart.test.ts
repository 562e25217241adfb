import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { copyExample, startExample } from '@statefun-ts/example-support/testing';

const shoppingCart = join(import.meta.dirname, '..');

test('the printed lines give a receipt', async (t) => {
  const example = await startExample(t, await copyExample(t, shoppingCart));
  for (const line of [0, 1, 2]) await example.send(line);
  assert.deepEqual(JSON.parse(await example.take()), { userId: '1', items: { socks: 3 } });
});

test('carts and stock agree: what is in a cart is not sold twice, and goes back when it is cleared', async (t) => {
  const example = await startExample(t, await copyExample(t, shoppingCart));
  const { take } = example;
  const toStock = (itemId: string, quantity: number) =>
    example.put(`/com.example/stock/${itemId}`, 'com.example/RestockItem', { itemId, quantity });
  const toCart = (userId: string, type: string, more: object = {}) =>
    example.put(`/com.example/user-shopping-cart/${userId}`, `com.example/${type}`, { userId, ...more });
  const receipt = async () => JSON.parse(await take()) as unknown;

  await toStock('socks', 5);
  await toStock('hats', 2);
  await toCart('ann', 'AddToCart', { itemId: 'socks', quantity: 3 });
  await toCart('ann', 'AddToCart', { itemId: 'hats', quantity: 3 });
  await toCart('ann', 'AddToCart', { itemId: 'socks', quantity: 1 });
  await toCart('ann', 'Checkout');
  assert.deepEqual(await receipt(), { userId: 'ann', items: { socks: 4 } });

  await toCart('ben', 'AddToCart', { itemId: 'hats', quantity: 2 });
  await toCart('ben', 'AddToCart', { itemId: 'socks', quantity: 2 });
  await toCart('ben', 'Checkout');
  assert.deepEqual(await receipt(), { userId: 'ben', items: { hats: 2 } });

  await toCart('cat', 'Checkout');
  assert.deepEqual(await receipt(), { userId: 'cat', items: {} });
  await toCart('cat', 'AddToCart', { itemId: 'socks', quantity: 1 });
  await toCart('cat', 'Checkout');
  assert.deepEqual(await receipt(), { userId: 'cat', items: { socks: 1 } });

  await toStock('pens', 1);
  await toCart('dan', 'AddToCart', { itemId: 'pens', quantity: 1 });
  // Until the pen is back, the stock has none for eve; a user that clears and buys in one go may beat its answer.
  await toCart('dan', 'ClearCart');
  await toCart('dan', 'Checkout');
  const { items } = (await receipt()) as { items: { pens?: number } };
  await toCart('eve', 'AddToCart', { itemId: 'pens', quantity: 1 });
  await toCart('eve', 'Checkout');
  assert.deepEqual(await receipt(), { userId: 'eve', items: items.pens === 1 ? {} : { pens: 1 } });
});
