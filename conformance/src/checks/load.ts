import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';

import { BATCH_MAX } from '../module-file.ts';
import type { Check, Subject } from './check.ts';
import { addressOf, receivedBy, statesAfter, typeOf, unique } from './check.ts';

const MIB = 1024 * 1024;

const batches = async (subject: Subject): Promise<void> => {
  const { app, batchSizes } = subject;
  const id = unique('batched');
  const batched = typeOf(subject, 'batched');
  // While the first call is out, the others come, so that there are batches.
  await app.script(batched, id, { op: 'sleep', ms: 300 });
  const sends = Array.from(
    { length: 23 },
    (_, value) => ({ op: 'send', to: batched, id, as: 'int', value }) as const,
  );
  await app.script(typeOf(subject, 'probe'), id, ...sends);
  const got = await app.reports.several(23, receivedBy(`${batched}/${id}`), 'the messages in batches');
  assert.deepEqual(
    got.map(({ caller, message }) => [caller, message?.value]),
    sends.map(({ value }) => [addressOf(subject, 'probe', id), value]),
  );
  assert.equal(Math.max(...batchSizes), BATCH_MAX);
};

const sha256 = (bytes: Buffer): string => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

/** In from outside, perhaps on to another function, then into a state, and out with the next call. */
const large =
  (bytes: number, through: 'relay' | 'probe') =>
  async (subject: Subject): Promise<void> => {
    const { app } = subject;
    const id = unique('large');
    const body = Buffer.alloc(bytes, 0x5a);
    await app.put(typeOf(subject, through), id, 'application/vnd.conformance/Bytes', body);
    const got = await app.reports.first(receivedBy(addressOf(subject, 'probe', id)), 'the large message');
    assert.deepEqual([got.message?.length, got.message?.bytes], [bytes, sha256(body)]);
    const type = typeOf(subject, 'probe');
    await app.script(type, id, { op: 'set', state: 'custom', value: { bytes } });
    const { custom } = await statesAfter(subject, type, id);
    assert.equal(custom, sha256(body));
  };

export const BATCHES: Check = {
  title: `what waits for an address goes in batches, of ${BATCH_MAX} at most as the module says`,
  run: batches,
};

export const LARGE: Check = { title: 'messages and states of 1 MiB', run: large(MIB, 'relay') };

/** Takes its time, and shows of the runtime what the other SDKs would show, too. */
export const HUGE: Check = {
  title: 'messages and states of almost 32 MiB, in requests and in replies',
  run: large(32 * MIB - 16_384, 'probe'),
};
