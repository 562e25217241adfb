import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';

import type { Command } from '../script.ts';
import type { Check, Subject } from './check.ts';
import { receivedBy, statesAfter, typeOf, unique, untilQuick } from './check.ts';

/** Long enough for a cancellation to come first, on most machines; `untilQuick` sees to the rest. */
const DELAY_MS = 1_500;

interface Pair {
  readonly type: string;
  readonly from: string;
  readonly to: string;
}

const pair = (subject: Subject): Pair => ({
  type: typeOf(subject, 'probe'),
  from: unique('from'),
  to: unique('to'),
});

const later = ({ type, to }: Pair, value: string, delayMs: number, token?: string): Command => {
  const message = { op: 'send', to: type, id: to, as: 'string', value, delayMs } as const;
  return token === undefined ? message : { ...message, token };
};

/** What has arrived, once `last` has. */
const arrivedUpTo = async (subject: Subject, { type, to }: Pair, last: string): Promise<unknown[]> => {
  const isHere = receivedBy(`${type}/${to}`);
  const { reports } = subject.app;
  await reports.first((report) => isHere(report) && report.message?.value === last, `the message '${last}'`);
  return reports.matching(isHere).map(({ message }) => message?.value);
};

const inTime = async (subject: Subject): Promise<void> => {
  const flow = pair(subject);
  const { type, from, to } = flow;
  const delays = [600, 0, 300, 300, 300];
  const commands = delays.map((delayMs, i) => later(flow, `${delayMs}#${i}`, delayMs));
  await subject.app.script(type, from, ...commands);
  const arrived = await arrivedUpTo(subject, flow, '600#0');
  assert.deepEqual(arrived, ['0#1', '300#2', '300#3', '300#4', '600#0']);
  const first = await subject.app.reports.first(receivedBy(`${type}/${to}`), 'the first');
  assert.equal(first.caller, `${type}/${from}`);
};

const sameReply = async (subject: Subject): Promise<void> => {
  const flow = pair(subject);
  await subject.app.script(
    flow.type,
    flow.from,
    later(flow, 'cancelled', 0, 'a'),
    { op: 'cancel', token: 'a' },
    later(flow, 'again', 100, 'a'),
    { op: 'cancel', token: 'b' },
    later(flow, 'sent after', 200, 'b'),
    later(flow, 'last', 300),
  );
  assert.deepEqual(await arrivedUpTo(subject, flow, 'last'), ['again', 'sent after', 'last']);
};

/** Sends, does something about it before that is due, and compares what has come when a later message has. */
const laterFlow = async (
  subject: Subject,
  first: (flow: Pair) => readonly Command[],
  then: (flow: Pair) => Promise<void>,
  expected: readonly string[],
): Promise<void> => {
  await untilQuick(DELAY_MS, async () => {
    const flow = pair(subject);
    const sinceMs = performance.now();
    await subject.app.script(flow.type, flow.from, ...first(flow));
    await then(flow);
    const tookMs = performance.now() - sinceMs;
    const verify = async (): Promise<void> => {
      await subject.app.script(flow.type, flow.from, later(flow, 'last', DELAY_MS));
      assert.deepEqual(await arrivedUpTo(subject, flow, 'last'), [...expected, 'last']);
    };
    return { tookMs, verify };
  });
};

const cancel =
  (subject: Subject, ...tokens: string[]) =>
  async ({ type, from }: Pair): Promise<void> => {
    for (const token of tokens) await statesAfter(subject, type, from, { op: 'cancel', token });
  };

const cancelLater = (subject: Subject): Promise<void> =>
  laterFlow(
    subject,
    (flow) => [
      later(flow, 'cancelled', DELAY_MS, 'c'),
      later(flow, 'kept', DELAY_MS, 'k'),
      later(flow, 'no token', DELAY_MS),
    ],
    cancel(subject, 'c', 'c', 'unknown'),
    ['kept', 'no token'],
  );

const sharedToken = (subject: Subject): Promise<void> =>
  laterFlow(
    subject,
    (flow) => [
      later(flow, 'one', DELAY_MS, 't'),
      later(flow, 'two', DELAY_MS, 't'),
      later(flow, 'other', DELAY_MS, 'o'),
    ],
    cancel(subject, 't'),
    ['other'],
  );

const foreignToken = (subject: Subject): Promise<void> =>
  laterFlow(
    subject,
    (flow) => [later(flow, 'mine', DELAY_MS, 'shared')],
    ({ type, to }) => cancel(subject, 'shared')({ type, from: to, to }),
    ['mine'],
  );

const afterItIsOut = async (subject: Subject): Promise<void> => {
  const flow = pair(subject);
  const { app } = subject;
  await app.script(flow.type, flow.from, later(flow, 'out', 0, 't'));
  await arrivedUpTo(subject, flow, 'out');
  await app.script(flow.type, flow.from, { op: 'cancel', token: 't' }, later(flow, 'same token', 100, 't'));
  await arrivedUpTo(subject, flow, 'same token');
  await sleep(100);
  const arrived = app.reports.matching(receivedBy(`${flow.type}/${flow.to}`));
  assert.deepEqual(
    arrived.map(({ message }) => message?.value),
    ['out', 'same token'],
  );
};

export const DELAYED: readonly Check[] = [
  { title: 'delayed messages come in time, those of one instant in order', run: inTime },
  { title: 'a delayed message is cancelled in the reply that sends it', run: sameReply },
  { title: 'a delayed message is cancelled later; once more, or an unknown one, is fine', run: cancelLater },
  { title: 'a cancellation takes all messages with its token, and no others', run: sharedToken },
  { title: 'another address cannot cancel by the same token', run: foreignToken },
  { title: 'a cancellation after the message is out does nothing; the token is free', run: afterItIsOut },
];
