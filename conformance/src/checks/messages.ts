import assert from 'node:assert/strict';

import type { Check, Subject } from './check.ts';
import { addressOf, receivedBy, typeOf, unique } from './check.ts';
import { SAMPLES, sameValue } from './samples.ts';

const betweenFunctions = async (subject: Subject): Promise<void> => {
  const { app } = subject;
  const type = typeOf(subject, 'probe');
  const [from, id] = [unique('from'), unique('to')];
  const sends = SAMPLES.map(({ as, value }) => ({ op: 'send' as const, to: type, id, as, value }));
  await app.script(type, from, ...sends);
  const got = await app.reports.several(
    SAMPLES.length,
    receivedBy(`${type}/${id}`),
    'messages of every type',
  );
  for (const [i, { as, value, typename, bytes }] of SAMPLES.entries()) {
    const { caller, message } = got[i] ?? assert.fail();
    assert.equal(caller, `${type}/${from}`);
    assert.deepEqual(message?.is, [as]);
    assert.equal(message.typename, typename);
    sameValue(as, message.value, value);
    if (bytes !== undefined) assert.equal(message.bytes, bytes, `${as} ${JSON.stringify(value)} on the wire`);
  }
};

const fromIngress = async (subject: Subject): Promise<void> => {
  const { app } = subject;
  const type = typeOf(subject, 'probe');
  for (const { as, value, typename, bytes } of SAMPLES) {
    if (bytes === undefined) continue;
    const id = unique('ingress');
    await app.put(type, id, `application/vnd.${typename}`, Buffer.from(bytes, 'hex'));
    const { caller, message } = await app.reports.first(receivedBy(`${type}/${id}`), `a ${typename}`);
    assert.equal(caller, null);
    assert.deepEqual(message?.is, [as]);
    sameValue(as, message.value, value);
  }
  const id = unique('text');
  await app.put(type, id, 'text/plain', Buffer.from('plain text'));
  const { message } = await app.reports.first(receivedBy(`${type}/${id}`), 'a text');
  assert.deepEqual([message?.is, message?.value], [['string'], 'plain text']);
};

const unknownTypes = async (subject: Subject): Promise<void> => {
  const { app } = subject;
  const id = unique('relayed');
  const bytes = Buffer.from([0, 255, 10, 13, 0, 128]);
  await app.put(typeOf(subject, 'relay'), id, 'application/vnd.some.where/Unheard-Of', bytes);
  const got = await app.reports.first(receivedBy(addressOf(subject, 'probe', id)), 'the relayed message');
  assert.equal(got.caller, addressOf(subject, 'relay', id));
  const { typename, is, bytes: hex } = got.message ?? assert.fail();
  assert.deepEqual([typename, is, hex], ['some.where/Unheard-Of', [], bytes.toString('hex')]);
};

const replies = async (subject: Subject): Promise<void> => {
  const { app } = subject;
  const type = typeOf(subject, 'probe');
  const [asks, answers] = [unique('asks'), unique('answers')];
  const reply = [{ op: 'reply', as: 'string', value: 'the answer' }] as const;
  await app.script(type, asks, { op: 'send', to: type, id: answers, as: 'script', value: reply });
  const answer = await app.reports.first(receivedBy(`${type}/${asks}`), 'the answer');
  assert.equal(answer.caller, `${type}/${answers}`);
  assert.equal(answer.message?.value, 'the answer');

  const self = unique('self');
  await app.script(type, self, { op: 'send', to: type, id: self, as: 'int', value: 3 });
  const own = await app.reports.first(receivedBy(`${type}/${self}`), 'the message to itself');
  assert.equal(own.caller, own.self);
};

/** Through a function that replies at once, or through one that works on it in the background. */
const order =
  (name: string) =>
  async (subject: Subject): Promise<void> => {
    const { app } = subject;
    const type = typeOf(subject, 'probe');
    const [from, to] = [unique('from'), unique('to')];
    const sends = (first: number) =>
      Array.from({ length: 40 }, (_, i) => ({
        op: 'send' as const,
        to: typeOf(subject, name),
        id: to,
        as: 'int' as const,
        value: first + i,
      }));
    await app.script(type, from, ...sends(0));
    await app.script(type, from, ...sends(40));
    const got = await app.reports.several(80, receivedBy(addressOf(subject, name, to)), 'all messages');
    assert.deepEqual(
      got.map(({ message }) => message?.value),
      Array.from({ length: 80 }, (_, i) => i),
    );
  };

const oddIds = async (subject: Subject): Promise<void> => {
  const { app } = subject;
  const type = typeOf(subject, 'probe');
  for (const odd of ['ünï/côdé 🚀', '%2F?#&=', ' ', 'a'.repeat(500)]) {
    const id = `${unique('odd')}${odd}`;
    const next = `${id}'`;
    await app.script(type, id, { op: 'send', to: type, id: next, as: 'bool', value: true });
    const got = await app.reports.first(receivedBy(`${type}/${next}`), `the message for ${next}`);
    assert.equal(got.caller, `${type}/${id}`);
  }
};

export const MESSAGES: readonly Check[] = [
  { title: 'messages of every type pass between functions, with their caller', run: betweenFunctions },
  { title: 'messages of every type come in from outside, without a caller', run: fromIngress },
  { title: 'a message of a type that nobody knows passes on byte for byte', run: unknownTypes },
  { title: 'a function answers its caller, and sends to itself', run: replies },
  { title: 'messages from one address to another arrive in order', run: order('probe') },
  { title: 'an asynchronous function gets its messages in order, one at a time', run: order('async') },
  { title: 'an id may have any characters', run: oddIds },
];
