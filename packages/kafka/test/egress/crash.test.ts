import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { sharedBroker, TestClient, uniqueName } from '@statefun-ts/kafka-broker';
import { consumeCommitted } from './support/consume-committed.ts';
import { JournaledOutbox, lanes } from './support/journaled-outbox.ts';

const kills = 24;
const sender = join(import.meta.dirname, 'support', 'sender.ts');
const client = new TestClient(await sharedBroker());
after(() => client.close());

test(`${kills} times kill -9 in the middle of transactions: no record is lost, none is there twice`, async (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'statefun-egress-'));
  t.after(() => rmSync(directory, { recursive: true }));
  const topic = await client.createTopic(undefined, { partitions: 3 });
  const args = [sender, client.bootstrap, uniqueName('app'), topic, join(directory, 'journal')];

  for (let kill = 0; kill < kills; kill++) await killedInTheMiddle(args, kill);
  const last = spawn(process.execPath, [...args, 'drain'], { stdio: ['ignore', 'inherit', 'inherit'] });
  assert.deepEqual(await once(last, 'exit'), [0, null]);

  const outbox = new JournaledOutbox(join(directory, 'journal'), topic);
  const arrived = await consumeCommitted(client, topic);
  for (const lane of lanes) {
    const { head, tail } = outbox.stream(lane);
    assert.equal(head, tail);
    const numbers = arrived
      .map(({ value }) => String(value).split(' ').map(Number))
      .filter(([of]) => of === lane);
    const sequences = numbers.map(([, sequence]) => sequence ?? -1).toSorted((a, b) => a - b);
    assert.deepEqual(
      sequences,
      Array.from({ length: tail }, (_, i) => i),
    );
  }
  const last50 = new Map<string, number>();
  for (const { key, value } of arrived) {
    const sequence = Number(String(value).split(' ')[1]);
    assert.ok(sequence > (last50.get(String(key)) ?? -1), `${String(key)} is out of order at ${sequence}`);
    last50.set(String(key), sequence);
  }
  t.diagnostic(`${arrived.length} records`);
});

/** Kills a sender after it got some transactions out; the n-th one up to 8 ms later, to meet every step. */
async function killedInTheMiddle(args: readonly string[], n: number): Promise<void> {
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  await new Promise<void>((resolve) => {
    let transactions = 0;
    child.stdout.on('data', (chunk) => {
      transactions += String(chunk).split('\n').length - 1;
      if (transactions >= 2 + (n % 4)) resolve();
    });
    child.once('exit', () => resolve());
  });
  await delay((n % 24) / 3);
  child.kill('SIGKILL');
  assert.deepEqual(await exited, [null, 'SIGKILL']);
}
