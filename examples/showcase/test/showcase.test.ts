import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { copyExample, startExample } from '@statefun-ts/example-support/testing';
import { TestClient, sharedBroker, uniqueName } from '@statefun-ts/kafka-broker';

const showcase = join(import.meta.dirname, '..');
let kafka: TestClient;
before(async () => {
  kafka = new TestClient(await sharedBroker());
});
after(() => kafka.close());

/** Starts it with topics of its own. */
async function start(t: TestContext) {
  const [names, greetings] = [await kafka.createTopic(), await kafka.createTopic()];
  const replacements = {
    'localhost:9092': kafka.bootstrap,
    'topic: names': `topic: ${names}`,
    "'greetings'": `'${greetings}'`,
  };
  const directory = await copyExample(t, showcase, replacements);
  // The marks of exactly-once egresses in Kafka belong to one store, by its name.
  const flags = ['--name', uniqueName('showcase')];
  return { names, greetings, directory, flags, ...(await startExample(t, directory, flags)) };
}

test('each printed line shows its part', async (t) => {
  const { send, take } = await start(t);
  const linesOf = async (count: number) => {
    const lines: string[] = [];
    while (lines.length < count) lines.push(await take());
    return lines;
  };

  await send(0);
  assert.deepEqual(await linesOf(1), ['types got a request to greet Bob']);

  await send(1);
  const messaging = await linesOf(11);
  assert.deepEqual(messaging.toSorted(), [
    'messaging got from showcase/messaging: a second has passed',
    'messaging got from showcase/messaging: a word to myself',
    'types got 15 bytes of type showcase/bytes',
    'types got a request to greet Joe',
    'types got the boolean true',
    'types got the double 0.1',
    'types got the float 0.5',
    'types got the int 42',
    'types got the long 4611686018427387904',
    'types got the point {"x":1,"y":-1}',
    'types got the string text',
  ]);

  await send(3);
  await send(3);
  assert.deepEqual(await linesOf(2), [
    'storage of Bob: visit 1, before: nobody, remark: gone or never there',
    'storage of Bob: visit 2, before: Bob, remark: seen Bob',
  ]);
  await send(4);
  assert.deepEqual(await linesOf(1), ['async found for Bob: Hi and rice']);
});

test('names from Kafka become greetings in Kafka, each once, through a kill', async (t) => {
  const { names, greetings, directory, flags, send, stop } = await start(t);
  const greet = (name: string) => kafka.produce(names, [{ key: name, value: JSON.stringify({ name }) }]);
  const values = async () => (await kafka.consumeAll(greetings)).map(({ value }) => String(value)).toSorted();
  const comeTo = async (count: number) => {
    for (;;) {
      const found = await values();
      if (found.length >= count) return found;
      await sleep(100);
    }
  };

  await greet('Ann');
  await greet('Ben');
  await greet('Ann');
  const first = ['Hello Ann, seen 1 time!', 'Hello Ann, seen 2 times!', 'Hello Ben, seen 1 time!'];
  assert.deepEqual(await comeTo(3), first);
  await send(2);
  assert.deepEqual(await comeTo(4), ['Bye Bob!', ...first]);
  await stop('SIGKILL');
  await greet('Ann');
  await startExample(t, directory, flags);
  assert.deepEqual(await comeTo(5), ['Bye Bob!', ...first.toSpliced(2, 0, 'Hello Ann, seen 3 times!')]);
  const keys = (await kafka.consumeAll(greetings)).map(({ key }) => String(key)).toSorted();
  assert.deepEqual(keys, ['Ann', 'Ann', 'Ann', 'Ben', 'Bob']);
});
