import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TestClient } from '@statefun-ts/kafka-broker';
import { uniqueName } from '@statefun-ts/kafka-broker';
import { freePorts } from '@statefun-ts/testing-support';
import { replaceAll, startExample } from './testing.ts';
import type { Replacements, RunningExample } from './testing.ts';

/** How to start an example again and again with the same store, on ports of its own, since its own may be in use. */
async function prepare(
  t: TestContext,
  directory: string,
  replacements: Replacements = {},
): Promise<() => Promise<RunningExample>> {
  await mkdir(join(directory, '.statefun'), { recursive: true });
  const folder = await mkdtemp(join(directory, '.statefun', 'test-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const [functions, ingress, egress] = await freePorts(3);
  const moved = { 8000: String(functions), 8090: String(ingress), 8091: String(egress), ...replacements };
  const module = join(folder, 'module.yaml');
  await writeFile(module, replaceAll(await readFile(join(directory, 'module.yaml'), 'utf8'), moved));
  const flags = ['--module', module, '--data', join(folder, 'store'), '--name', uniqueName('example')];
  return () => {
    process.env['PORT'] = String(functions);
    return startExample(t, directory, flags);
  };
}

/** The greeter in `directory` greets as its printed lines say, and the count is kept through a stop. */
export async function checkGreeter(t: TestContext, directory: string): Promise<void> {
  const start = await prepare(t, directory);
  const first = await start();
  await first.send();
  assert.equal(await first.take(), 'Welcome, Bob! This is your first visit.');
  await first.send();
  assert.equal(await first.take(), 'Welcome back, Bob! This is visit number 2.');
  assert.equal(await first.stop('SIGINT'), 0);

  const second = await start();
  await second.send();
  assert.equal(await second.take(), 'Welcome back, Bob! This is visit number 3.');
  assert.equal(await second.stop('SIGTERM'), 0);
}

/** Each printed line of the showcase in `directory` shows its part, and names from Kafka become greetings in Kafka. */
export async function checkShowcase(t: TestContext, directory: string, kafka: TestClient): Promise<void> {
  const [names, greetings] = [await kafka.createTopic(), await kafka.createTopic()];
  process.env['GREETINGS_TOPIC'] = greetings;
  const replacements = { 'localhost:9092': kafka.bootstrap, 'topic: names': `topic: ${names}` };
  const start = await prepare(t, directory, replacements);
  const { send, take, stop } = await start();
  const linesOf = async (count: number): Promise<string[]> => {
    const lines: string[] = [];
    while (lines.length < count) lines.push(await take());
    return lines;
  };

  await send(0);
  assert.deepEqual(await linesOf(1), ['types got a request to greet Bob']);
  await send(1);
  assert.deepEqual((await linesOf(11)).toSorted(), [
    'messaging got from showcase/messaging: a second has passed',
    'messaging got from showcase/messaging: a word to myself',
    'types got 15 bytes of type showcase/bytes',
    'types got a request to greet Joe',
    'types got the boolean true',
    'types got the double 0.1',
    'types got the float 0.5',
    'types got the int 42',
    'types got the long 4611686018427387904',
    'types got the point 1, -1',
    'types got the string text',
  ]);
  await send(2);
  assert.deepEqual(await linesOf(1), ['egress sent a record to Kafka for Bob']);
  await send(3);
  await send(3);
  assert.deepEqual(await linesOf(2), [
    'storage of Bob: visit 1, before: nobody, remark: gone or never there',
    'storage of Bob: visit 2, before: Bob, remark: seen Bob',
  ]);
  await send(4);
  assert.deepEqual(await linesOf(1), ['async found for Bob: Hi and rice']);

  const greet = (name: string) => kafka.produce(names, [{ key: name, value: JSON.stringify({ name }) }]);
  const comeTo = async (count: number): Promise<string[]> => {
    for (;;) {
      const found = (await kafka.consumeAll(greetings)).map(
        ({ key, value }) => `${String(key)}: ${String(value)}`,
      );
      if (found.length >= count) return found.toSorted();
      await sleep(100);
    }
  };
  await greet('Ann');
  await greet('Ann');
  assert.deepEqual(await comeTo(3), [
    'Ann: Hello Ann, seen 1 time!',
    'Ann: Hello Ann, seen 2 times!',
    'Bob: Bye Bob!',
  ]);
  assert.equal(await stop('SIGTERM'), 0);
}

/** The shopping cart in `directory` gives receipts of what was in stock. */
export async function checkShoppingCart(t: TestContext, directory: string): Promise<void> {
  const example = await (await prepare(t, directory))();
  for (const line of [0, 1, 2]) await example.send(line);
  assert.deepEqual(JSON.parse(await example.take()), { userId: '1', items: { socks: 3 } });

  const toCart = (userId: string, type: string, more: object = {}) =>
    example.put(`/com.example/user-shopping-cart/${userId}`, `com.example/${type}`, { userId, ...more });
  await toCart('2', 'AddToCart', { itemId: 'socks', quantity: 48 });
  await toCart('2', 'Checkout');
  assert.deepEqual(JSON.parse(await example.take()), { userId: '2', items: {} });
  await toCart('3', 'AddToCart', { itemId: 'socks', quantity: 47 });
  await toCart('3', 'ClearCart');
  assert.equal(await example.stop('SIGTERM'), 0);
}
