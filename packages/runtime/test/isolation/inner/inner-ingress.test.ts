// An ingress of an extension, in its thread: what it asks is answered, whatever becomes of it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Ingress, IngressSink } from '@statefun-ts/engine';
import type { Answers, FromPart, Question } from '../../../src/isolation/messages.ts';
import { InnerIngress } from '../../../src/isolation/inner/inner-ingress.ts';

const ADDRESS = { namespace: 'a', type: 'b', id: 'c' };
const VALUE = { typename: 'd/e', hasValue: true, value: Buffer.of(1) };
const OPENED = { resumeOffset: 7, resumeMark: undefined, committedOffset: 5 };

/** An ingress that is started, with its sink. */
async function started(methods: Partial<Ingress> = {}) {
  const said: FromPart[] = [];
  let sink: IngressSink | undefined;
  const ingress: Ingress = {
    id: 'a/in',
    start: (given) => {
      sink = given;
      return Promise.resolve();
    },
    pause: () => {},
    resume: () => {},
    stop: () => Promise.resolve(),
    ...methods,
  };
  const ask = <Q extends Question>(_: number, { ask: what }: Q): Answers[Q['ask']] =>
    (what === 'openPartition' ? OPENED : undefined) as Answers[Q['ask']];
  const inner = new InnerIngress(ingress, { say: (message) => void said.push(message), ask });
  await inner.order({ order: 'startIngress', session: 3 });
  assert.ok(sink);
  return { inner, sink, said };
}

test('what is asked is rejected when the ingress stops, and after that', async () => {
  const { inner, sink } = await started();
  const before = sink.accept(ADDRESS, VALUE);
  before.catch(() => undefined);
  assert.equal(await inner.order({ order: 'stop' }), undefined);
  await assert.rejects(before, { code: 'STATEFUN_ENGINE_UNAVAILABLE' });
  await assert.rejects(sink.accept(ADDRESS, VALUE), { code: 'STATEFUN_ENGINE_UNAVAILABLE' });
});

test('what stop resolves to stays in its thread', async () => {
  const { inner } = await started({ stop: () => Promise.resolve((() => 'no data') as never) });
  assert.equal(await inner.order({ order: 'stop' }), undefined);
});

test('it holds back while a mebibyte is on the way, without being told', async () => {
  const states: string[] = [];
  const { inner, sink } = await started({
    pause: () => void states.push('pause'),
    resume: () => void states.push('resume'),
  });
  const routing = { targets: ['a/b'], valueType: 'd/e' };
  const partition = sink.openPartition('p', { identity: 'i', startOffset: 0, routing });
  for (let offset = 7; offset < 12; offset++)
    partition.push([{ offset, id: 'x', value: Buffer.alloc(300_000) }]);
  assert.deepEqual(states, ['pause']);
  for (let taken = 0; taken < 5; taken++) inner.receive({ do: 'taken', weight: 300_100 });
  assert.deepEqual(states, ['pause', 'resume']);
});

test('a partition knows what is committed, also when it was opened anew since', async () => {
  const { inner, sink } = await started();
  const routing = { targets: ['a/b'], valueType: 'd/e' };
  const partition = sink.openPartition('p', { identity: 'i', startOffset: 0, routing });
  assert.deepEqual([partition.resumeOffset, partition.committedOffset()], [7, 5]);
  inner.receive({ do: 'committed', offsets: [[1, 6]] });
  assert.equal(partition.committedOffset(), 6);
  sink.openPartition('p', { identity: 'i', startOffset: 0, routing });
  assert.equal(partition.committedOffset(), 6);
});

test('what comes of an earlier session goes nowhere', async () => {
  const { inner, sink, said } = await started();
  await inner.order({ order: 'startIngress', session: 4 });
  await assert.rejects(sink.accept(ADDRESS, VALUE));
  assert.deepEqual(said, []);
});
