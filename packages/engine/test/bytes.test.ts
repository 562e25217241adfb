// A store may give out views of a slab that many rows share: what stays in memory must not keep the slab there.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { FromFunction, InvocationBatchRequest } from '@statefun-ts/protocol';

import { Disk, incomplete, result, set, World } from './support/world.ts';

const SLAB_BYTES = 64 * 1024;

/** Puts each row into a slab of its own. */
const intoSlabs = (disk: Disk): void => {
  for (const [key, row] of disk.rows) {
    const slab = new Uint8Array(SLAB_BYTES);
    slab.set(row, 100);
    disk.rows.set(key, slab.subarray(100, 100 + row.length));
  }
};

const bytesKept = (value: { readonly value: Uint8Array } | null | undefined): number =>
  value?.value.buffer.byteLength ?? 0;

test('state that was read from the store keeps no more in memory than itself', async () => {
  const keeps = (request: InvocationBatchRequest): FromFunction =>
    request.state.length === 0
      ? incomplete('seen')
      : result({ stateMutations: request.state[0]?.stateValue ? [] : [set('seen', 'once')] });
  const disk = new Disk();
  const first = await World.start({ functions: { keeps }, disk });
  void first.ingress.send('keeps', 'a', 'hello');
  await first.pass(100);
  await first.stop();
  intoSlabs(disk);
  const world = await World.start({ functions: { keeps }, disk });
  void world.ingress.send('keeps', 'a', 'hello');
  await world.pass(100);
  const shipped = world.calls.at(-1)?.state[0]?.stateValue;
  assert.equal(new TextDecoder().decode(shipped?.value), 'once');
  assert.ok(bytesKept(shipped) < 100, `${bytesKept(shipped)} bytes`);
});

test('mail that is read back from the store keeps no more in memory than itself', async () => {
  const slow = (): Promise<FromFunction> => new Promise(() => {});
  const disk = new Disk();
  const first = await World.start({ functions: { slow }, disk });
  for (const text of ['1', '2', '3']) void first.ingress.send('slow', 'a', text);
  await first.pass(100);
  intoSlabs(disk);
  const world = await World.start({ functions: { slow: () => result() }, disk });
  await world.pass(1_000);
  assert.deepEqual(world.received('slow'), ['1', '2', '3']);
  for (const { invocations } of world.calls)
    for (const { argument } of invocations)
      assert.ok(bytesKept(argument) < 100, `${bytesKept(argument)} bytes`);
});
