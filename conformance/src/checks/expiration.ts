import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';

import type { Check, Subject } from './check.ts';
import { statesAfter, typeOf, unique, untilQuick } from './check.ts';

/** What the services declare. */
export const TTL_MS = 1_500;

const ALL = ['int', 'written', 'called'] as const;

const setAll = ALL.map((state) => ({ op: 'set', state, value: 1 }) as const);

/** States that are still there well within their time. */
const isThere = async (subject: Subject): Promise<void> => {
  const type = typeOf(subject, 'probe');
  await untilQuick(TTL_MS, async () => {
    const id = unique('fresh');
    const sinceMs = performance.now();
    await subject.app.script(type, id, ...setAll);
    const { int, written, called } = await statesAfter(subject, type, id);
    const tookMs = performance.now() - sinceMs;
    return { tookMs, verify: () => assert.deepEqual([int, written, called], [1, 1, 1]) };
  });
};

const isGone = async (subject: Subject): Promise<void> => {
  const type = typeOf(subject, 'probe');
  const id = unique('gone');
  await statesAfter(subject, type, id, ...setAll);
  await sleep(TTL_MS + 100);
  const { int, written, called } = await statesAfter(subject, type, id);
  assert.deepEqual([int, written, called], [1, null, null]);
};

/** Reads keep the one, and not the other; writes keep both. */
const renewed = async (subject: Subject): Promise<void> => {
  const type = typeOf(subject, 'probe');
  let id = '';
  // From the sending of a call to the answer of the next is more than from renewal to renewal.
  await untilQuick(TTL_MS, async () => {
    id = unique('renewed');
    let sentMs = performance.now();
    let longestMs = 0;
    await statesAfter(subject, type, id, ...setAll);
    const seen: unknown[] = [];
    for (let i = 0; i < 4; i++) {
      await sleep(TTL_MS / 3);
      const nowMs = performance.now();
      const { called } = await statesAfter(subject, type, id);
      longestMs = Math.max(longestMs, performance.now() - sentMs);
      sentMs = nowMs;
      seen.push(called);
    }
    return { tookMs: longestMs, verify: () => assert.deepEqual(seen, [1, 1, 1, 1], 'each call renews it') };
  });
  // More than its time has passed since it was written, however many calls there were.
  const { int, written } = await statesAfter(subject, type, id);
  assert.deepEqual([int, written], [1, null]);
};

export const EXPIRATION: readonly Check[] = [
  { title: 'a state with an expiration is there until then', run: isThere },
  { title: 'a state expires after it was written, or after the last call', run: isGone },
  { title: 'calls renew a state that expires after calls, and no other', run: renewed },
];
