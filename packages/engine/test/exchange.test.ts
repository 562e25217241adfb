import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { ExchangeMessage } from '../src/index.ts';
import { Exchange, laneOf, partitionOf, readDeadLetters, shardOf } from '../src/index.ts';
import type { WorldOptions } from './support/world.ts';
import { delay, Disk, emit, result, send, TestClock, untext, World } from './support/world.ts';

const SHARDS = 2;
/** As the logs of the test's worlds have them. */
const [PARTITIONS, LANES] = [8, 2];

const ownerOf = (id: string): number => shardOf(laneOf(partitionOf(id, PARTITIONS), LANES), SHARDS);

/** An id that belongs to a shard. */
const idOf = (shard: number): string => {
  const id = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].find((each) => ownerOf(each) === shard);
  assert.ok(id);
  return id;
};
const [OWN, FOREIGN] = [idOf(0), idOf(1)];

/** Two shards of one application on one clock. What they say to each other arrives a millisecond later. */
class Pair {
  readonly clock = new TestClock();
  readonly disks = [new Disk(), new Disk()];
  readonly said: ExchangeMessage[] = [];
  readonly #exchanges: (Exchange | undefined)[] = [];

  start(index: number, options: WorldOptions): Promise<World> {
    const exchange = new Exchange({ index, count: SHARDS }, (to, message) => {
      this.said.push(message);
      this.clock.schedule(1, () => {
        // Whoever was started anew is no longer heard.
        if (this.#exchanges[index] === exchange) this.#exchanges[to]?.receive(index, message);
      });
    });
    this.#exchanges[index] = exchange;
    return World.start({ ...options, clock: this.clock, disk: this.disks[index], exchange });
  }
}

/** Sends what it gets on to an address of the other shard. */
const forward: WorldOptions = {
  functions: {
    here: ({ invocations }) =>
      result({
        outgoingMessages: invocations.map(({ argument }) => send('there', FOREIGN, untext(argument))),
      }),
    there: () => result(),
  },
};

const lettersSaid = ({ said }: Pair): number =>
  said.reduce((sum, message) => sum + (message.do === 'letters' ? message.bytes.length : 0), 0);

test('a message for an address of another shard is handled there, once, with its sender', async () => {
  const pair = new Pair();
  const [here, there] = [await pair.start(0, forward), await pair.start(1, forward)];
  const accepted = here.ingress.send('here', OWN, 'hello');
  await here.pass(100);
  await accepted;
  assert.deepEqual(here.received('there'), []);
  assert.deepEqual(there.received('there'), ['hello']);
  assert.deepEqual(
    { ...there.calls[0]?.invocations[0]?.caller },
    { namespace: 'test', type: 'here', id: OWN },
  );
  assert.deepEqual(pair.disks[0]?.keys('o'), [], 'it is forgotten');
});

test('a message for an address of the same shard takes no way round', async () => {
  const pair = new Pair();
  const [here] = [await pair.start(0, forward), await pair.start(1, forward)];
  const near: WorldOptions = {
    functions: {
      here: () => result({ outgoingMessages: [send('there', OWN, 'near')] }),
      there: () => result(),
    },
  };
  const again = await pair.start(0, near);
  void again.ingress.send('here', OWN, 'go');
  await again.pass(100);
  assert.deepEqual(again.received('there'), ['near']);
  assert.deepEqual(here.received('there'), []);
  assert.equal(lettersSaid(pair), 0);
});

test('mail waits in the store of its sender for a shard that is down, in its order', async () => {
  const pair = new Pair();
  const here = await pair.start(0, forward);
  for (const value of ['one', 'two', 'three']) void here.ingress.send('here', OWN, value);
  await here.pass(100);
  assert.notDeepEqual(pair.disks[0]?.keys('o'), []);
  const again = await pair.start(0, forward);
  const there = await pair.start(1, forward);
  await again.pass(100);
  assert.deepEqual(there.received('there'), ['one', 'two', 'three']);
  assert.deepEqual(pair.disks[0]?.keys('o'), []);
});

test('mail that its receiver has, but has not done, comes again when the receiver begins anew', async () => {
  const pair = new Pair();
  const here = await pair.start(0, forward);
  const silent: WorldOptions = { functions: { ...forward.functions, there: () => new Promise(() => {}) } };
  const deaf = await pair.start(1, silent);
  void here.ingress.send('here', OWN, 'hello');
  await here.pass(100);
  assert.deepEqual(deaf.received('there'), ['hello']);
  assert.notDeepEqual(pair.disks[0]?.keys('o'), [], 'it is kept');
  const there = await pair.start(1, forward);
  await here.pass(100);
  assert.deepEqual(there.received('there'), ['hello']);
  assert.deepEqual(pair.disks[0]?.keys('o'), []);
});

test('mail that was taken is not taken again when its sender begins anew', async () => {
  const pair = new Pair();
  const here = await pair.start(0, forward);
  let answer = (): void => {};
  const answered = new Promise<void>((resolve) => {
    answer = resolve;
  });
  const slow = async () => {
    await answered;
    return result();
  };
  const there = await pair.start(1, { functions: { ...forward.functions, there: slow } });
  void here.ingress.send('here', OWN, 'hello');
  await here.pass(100);
  const again = await pair.start(0, forward);
  await again.pass(100);
  assert.ok(lettersSaid(pair) >= 2, 'it was sent again');
  answer();
  await again.pass(100);
  assert.deepEqual(there.received('there'), ['hello']);
  assert.deepEqual(pair.disks[0]?.keys('o'), []);
});

test('a sender that died before it had forgotten its mail is told again that it may', async () => {
  const pair = new Pair();
  const [disk] = pair.disks as [Disk, Disk];
  const [here, there] = [await pair.start(0, forward), await pair.start(1, forward)];
  void here.ingress.send('here', OWN, 'hello');
  for (let ms = 0; ms < 50 && disk.keys('o').length === 0; ms++) await here.pass(1);
  assert.notDeepEqual(disk.keys('o'), []);
  const [rows, epoch] = [new Map(disk.rows), disk.epoch];
  await here.pass(100);
  assert.deepEqual(disk.keys('o'), []);
  [disk.rows, disk.epoch] = [rows, epoch];
  const again = await pair.start(0, forward);
  await again.pass(100);
  assert.deepEqual(there.received('there'), ['hello']);
  assert.deepEqual(disk.keys('o'), []);
});

test('a shard whose disk fails goes on with its mail, and the other one notices nothing', async () => {
  const pair = new Pair();
  const [here, there] = [await pair.start(0, forward), await pair.start(1, forward)];
  pair.disks[1]?.faults.push('before');
  for (let i = 0; i < 20; i++) {
    void here.ingress.send('here', OWN, String(i));
    await here.pass(20);
  }
  await here.pass(10_000);
  assert.ok(there.logged.some((line) => line.includes('going on from the last durable epoch')));
  const handled = new Set(there.received('there'));
  assert.deepEqual(
    [...handled],
    Array.from({ length: 20 }, (_, i) => String(i)),
  );
  assert.deepEqual(pair.disks[0]?.keys('o'), []);
  assert.equal(here.shard.status().problems.length, 0);
});

test('a delayed message for another shard leaves when its time has come', async () => {
  const pair = new Pair();
  const later: WorldOptions = {
    functions: {
      here: () =>
        result({ delayedInvocations: [delay(1_000, { type: 'there', id: FOREIGN, value: 'later' })] }),
      there: () => result(),
    },
  };
  const [here, there] = [await pair.start(0, later), await pair.start(1, later)];
  void here.ingress.send('here', OWN, 'go');
  await here.pass(900);
  assert.equal(lettersSaid(pair), 0);
  await here.pass(300);
  assert.deepEqual(there.received('there'), ['later']);
});

test('mail that nobody serves is set aside by the shard of its sender', async () => {
  const pair = new Pair();
  const lost: WorldOptions = {
    functions: { here: () => result({ outgoingMessages: [send('nobody', FOREIGN, 'lost')] }) },
  };
  const [here] = [await pair.start(0, lost), await pair.start(1, lost)];
  void here.ingress.send('here', OWN, 'go');
  await here.pass(100);
  const letters = await Promise.all(pair.disks.map((disk) => readDeadLetters(disk.open(), undefined, 10)));
  assert.deepEqual(
    letters.map((each) => each.map(({ code, target }) => [code, target?.id])),
    [[['STATEFUN_FUNCTION_UNKNOWN', FOREIGN]], []],
  );
});

test('mail is taken also when there is no room for it in memory: it waits in the store', async () => {
  const pair = new Pair();
  const burst: WorldOptions = {
    functions: {
      here: () =>
        result({
          outgoingMessages: Array.from({ length: 50 }, (_, i) => send('there', FOREIGN, String(i))),
        }),
      there: () => result(),
    },
  };
  const full: WorldOptions = {
    functions: { ...burst.functions, there: () => new Promise(() => {}) },
    limits: { windowMessagesMax: 10 },
  };
  const [here, there] = [await pair.start(0, burst), await pair.start(1, full)];
  void here.ingress.send('here', OWN, 'go');
  await here.pass(100);
  assert.ok((there.shard.engine?.gauges().sourceMessagesUndone ?? Infinity) <= 10);
  assert.ok((pair.disks[1]?.keys('q').length ?? 0) >= 40);
  assert.deepEqual(pair.disks[0]?.keys('o'), [], 'all of it is with its receiver');
  const again = await pair.start(1, burst);
  await again.pass(1_000);
  assert.deepEqual(
    again.received('there'),
    Array.from({ length: 50 }, (_, i) => String(i)),
  );
});

test('ingresses pause while too much mail waits for a shard that is down', async () => {
  const pair = new Pair();
  const here = await pair.start(0, forward);
  void here.ingress.send('here', OWN, 'x'.repeat(40 * 1024 * 1024));
  await here.pass(100);
  assert.equal(here.ingress.paused, false);
  void here.ingress.send('here', OWN, 'y'.repeat(40 * 1024 * 1024));
  await here.pass(100);
  assert.equal(here.ingress.paused, true);
  const there = await pair.start(1, forward);
  await here.pass(100);
  assert.equal(here.ingress.paused, false);
  assert.deepEqual(
    there.received('there').map((value) => value.slice(0, 1)),
    ['x', 'y'],
  );
});

test('no function reaches the exchange as an egress', async () => {
  const pair = new Pair();
  const sly: WorldOptions = {
    functions: { here: () => result({ outgoingEgresses: [emit('sly', 'exchange'), emit('out')] }) },
  };
  const here = await pair.start(0, sly);
  void here.ingress.send('here', OWN, 'go');
  await here.pass(100);
  const letters = await readDeadLetters((pair.disks[0] as Disk).open(), undefined, 10);
  assert.deepEqual(
    letters.map(({ code }) => code),
    ['STATEFUN_EGRESS_UNKNOWN'],
  );
  assert.deepEqual(here.egress.out, ['out']);
});
