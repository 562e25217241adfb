import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';

import { scriptBytes } from '../script.ts';
import type { Check, Subject } from './check.ts';
import { receivedBy, statesAfter, typeOf, unique } from './check.ts';
import { TTL_MS } from './expiration.ts';

/** Longer than two restarts take, on most machines; on others, it is tried with longer ones. */
const DELAY_MS_MIN = 4_000;
const DELAY_MS_MAX = 64_000;

const across = async (subject: Subject): Promise<void> => {
  for (let delayMs = DELAY_MS_MIN; delayMs <= DELAY_MS_MAX; delayMs *= 2) {
    if (await acrossWithin(subject, delayMs)) return;
  }
  throw new Error(`two restarts took more than ${DELAY_MS_MAX} ms`);
};

/**
 * States, delayed messages, tokens and expirations, all from before an orderly restart and a crash to after. False when
 * the delayed messages were due before all that, which proves nothing.
 */
const acrossWithin = async (subject: Subject, delayMs: number): Promise<boolean> => {
  const { app } = subject;
  const type = typeOf(subject, 'probe');
  const [id, to] = [unique('across'), unique('across')];
  const delayed = (value: string, afterMs: number, token: string) =>
    ({ op: 'send', to: type, id: to, as: 'string', value, delayMs: afterMs, token }) as const;
  const and = (...tokens: string[]) => [
    ...tokens.map((token) => ({ op: 'cancel', token }) as const),
    { op: 'add', value: 1 } as const,
  ];
  const isHere = receivedBy(`${type}/${to}`);
  const arrived = (value: string) =>
    app.reports.first((report) => isHere(report) && report.message?.value === value, `'${value}'`);

  const sinceMs = performance.now();
  await app.script(
    type,
    id,
    { op: 'set', state: 'string', value: 'kept' },
    { op: 'set', state: 'written', value: 1 },
    { op: 'set', state: 'called', value: 1 },
    delayed('out', 0, 'out'),
    ...['before', 'between', 'after', 'never'].map((token) => delayed(token, delayMs, token)),
  );
  await arrived('out');
  await statesAfter(subject, type, id, ...and('before'));
  await app.restartRuntime('SIGTERM');
  await statesAfter(subject, type, id, ...and('out', 'between'));
  await app.restartRuntime('SIGKILL');
  await statesAfter(subject, type, id, ...and('after', 'before'));
  const tookMs = performance.now() - sinceMs;
  if (tookMs >= delayMs) return false;
  await arrived('never');
  await sleep(TTL_MS + 100);
  const { string, total, written, called } = await statesAfter(subject, type, id, delayed('last', 0, 'last'));
  assert.deepEqual([string, total, written, called], ['kept', 3, null, null]);
  await arrived('last');
  const all = new Set(app.reports.matching(isHere).map(({ message }) => message?.value));
  assert.deepEqual([...all], ['out', 'never', 'last']);
  return true;
};

const acknowledged = async (subject: Subject): Promise<void> => {
  const { app } = subject;
  const type = typeOf(subject, 'probe');
  const id = unique('acknowledged');
  let sent = 0;
  let sure = 0;
  let killed = false;
  const send = async (): Promise<void> => {
    while (!killed) {
      sent++;
      const contentType = 'application/vnd.conformance/Script';
      const status = await app
        .tryPut(type, id, contentType, scriptBytes({ op: 'add', value: 1 }))
        .catch(() => 0);
      if (status === 200) sure++;
    }
  };
  const senders = Array.from({ length: 8 }, send);
  while (sure < 100) await sleep(5);
  await app.endRuntime('SIGKILL');
  killed = true;
  await Promise.all(senders);
  await app.startRuntime();
  const { total } = await statesAfter(subject, type, id);
  assert.ok(Number(total) >= sure && Number(total) <= sent, `${String(total)} of ${sure} to ${sent}`);
};

export const RESTARTS: readonly Check[] = [
  {
    title: 'states, delayed messages, tokens and expirations outlive a restart (SIGTERM) and kill -9',
    run: across,
  },
  { title: 'what was acknowledged before kill -9 is not lost, and counts once', run: acknowledged },
];
