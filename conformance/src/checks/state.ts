import assert from 'node:assert/strict';

import { KINDS } from '../script.ts';
import type { Check, Subject } from './check.ts';
import { receivedBy, statesAfter, typeOf, unique } from './check.ts';
import { SAMPLES, sameValue } from './samples.ts';

const everyType = async (subject: Subject): Promise<void> => {
  const type = typeOf(subject, 'probe');
  const [id, other] = [unique('state'), unique('state')];
  const fresh = await statesAfter(subject, type, id);
  for (const kind of KINDS) assert.equal(fresh[kind], null, `state ${kind} of a new address`);
  for (const { as, value } of SAMPLES) {
    await subject.app.script(type, id, { op: 'set', state: as, value });
    const states = await statesAfter(subject, type, id);
    sameValue(as, states[as], value);
  }
  const others = await statesAfter(subject, type, other);
  for (const kind of KINDS) assert.equal(others[kind], null, `state ${kind} of another address`);
  const removed = await statesAfter(
    subject,
    type,
    id,
    ...KINDS.map((state) => ({ op: 'remove', state }) as const),
  );
  const later = await statesAfter(subject, type, id);
  for (const kind of KINDS) assert.deepEqual([removed[kind], later[kind]], [null, null], `removed ${kind}`);
};

const lastChangeWins = async (subject: Subject): Promise<void> => {
  const type = typeOf(subject, 'probe');
  const id = unique('state');
  await subject.app.script(
    type,
    id,
    { op: 'set', state: 'int', value: 1 },
    { op: 'remove', state: 'int' },
    { op: 'remove', state: 'string' },
    { op: 'set', state: 'string', value: 'set again' },
    { op: 'set', state: 'long', value: '1' },
    { op: 'set', state: 'long', value: '2' },
  );
  const { int, string, long } = await statesAfter(subject, type, id);
  assert.deepEqual([int, string, long], [null, 'set again', '2']);
};

const sums = async (subject: Subject): Promise<void> => {
  const { app } = subject;
  for (const name of ['probe', 'async']) {
    const type = typeOf(subject, name);
    const id = unique('sum');
    await Promise.all(Array.from({ length: 30 }, (_, i) => app.script(type, id, { op: 'add', value: i })));
    assert.equal((await statesAfter(subject, type, id))['total'], 435);
  }
};

const failures = async (subject: Subject): Promise<void> => {
  const { app } = subject;
  const type = typeOf(subject, 'probe');
  const [fails, works, tag] = [unique('fails'), unique('works'), unique('never')];
  await app.script(
    type,
    fails,
    { op: 'report', tag },
    { op: 'send', to: type, id: works, as: 'int', value: 13 },
    { op: 'fail' },
  );
  const states = await statesAfter(subject, type, works, { op: 'set', state: 'int', value: 1 });
  assert.equal(states['int'], 1);
  await statesAfter(subject, type, works);
  const effects = app.reports.matching(
    (report) => report.tag === tag || receivedBy(`${type}/${works}`)(report),
  );
  assert.deepEqual(effects, []);
};

export const STATE: readonly Check[] = [
  { title: 'states of every type are kept for each address, and can be removed', run: everyType },
  { title: 'of several changes of a state in one call, the last one counts', run: lastChangeWins },
  { title: 'messages that come at once are counted one after the other', run: sums },
  { title: 'a call that fails has no effects, and harms no other address', run: failures },
];
