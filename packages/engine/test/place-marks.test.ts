import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FromFunction, InvocationBatchRequest } from '@statefun-ts/protocol';
import type { Ingress, IngressSink, SourcePartition, SourceRecord } from '../src/index.ts';
import { PlaceMarks } from '../src/place-marks.ts';
import { result, untext, World } from './support/world.ts';

test('the mark for an offset is the last at or below it; of two at one offset the later counts', () => {
  const marks = new PlaceMarks({ offset: 3, token: 'stored' });
  for (const [offset, token] of [
    [5, 'five'],
    [8, 'old'],
    [8, 'eight'],
  ] as const)
    marks.add({ offset, token });
  assert.equal(marks.at(2), undefined);
  assert.equal(marks.at(4)?.token, 'stored');
  assert.equal(marks.at(7)?.token, 'five');
  assert.equal(marks.at(8)?.token, 'eight');
  assert.equal(marks.release(6)?.token, 'five');
  assert.equal(marks.at(4), undefined);
  assert.equal(marks.release(100)?.token, 'eight');
});

/** A source that names places. */
class Marking implements Ingress {
  readonly id = 'test/marking';
  partition: SourcePartition | undefined;
  #sink: IngressSink | undefined;

  async start(sink: IngressSink): Promise<void> {
    this.#sink = sink;
    this.reopen();
  }

  reopen(): void {
    const routing = { targets: ['test/one'], valueType: 'test/text' };
    this.partition = this.#sink?.openPartition('shard', { identity: 'x', startOffset: 0, routing });
  }

  pause(): void {}
  resume(): void {}
  async stop(): Promise<void> {}

  push(...offsets: number[]): void {
    this.partition?.push(offsets.map(record));
  }

  mark(offset: number, token: string): void {
    this.partition?.mark?.({ offset, token });
  }
}

const record = (offset: number): SourceRecord => ({
  offset,
  id: `k${offset}`,
  value: new TextEncoder().encode(String(offset)),
});

test('after a crash the reader gets the mark from which it comes to what is not done', async () => {
  const stuck = ({ invocations }: InvocationBatchRequest): FromFunction | Promise<FromFunction> =>
    untext(invocations[0]?.argument ?? null) === '3' ? new Promise(() => {}) : result({});
  const first = new Marking();
  const world = await World.start({ functions: { one: stuck }, ingress: first });
  assert.equal(first.partition?.resumeMark, undefined);
  first.mark(0, 'zero');
  first.push(0, 1);
  first.mark(2, 'two');
  first.push(2, 3, 4);
  first.mark(5, 'five');
  await world.pass(100);
  const second = new Marking();
  const after = await World.start({ functions: { one: stuck }, ingress: second, disk: world.disk });
  assert.equal(second.partition?.resumeOffset, 3);
  assert.deepEqual(second.partition.resumeMark, { offset: 2, token: 'two' });
  await after.pass(1);
});

test('when all is done, the mark is that of the next record, and a new word for the same place replaces it', async () => {
  const first = new Marking();
  const world = await World.start({ functions: { one: () => result({}) }, ingress: first });
  first.mark(0, 'zero');
  first.push(0, 1);
  first.mark(2, 'two');
  await world.pass(100);
  first.mark(2, 'two, later');
  await world.pass(100);
  const second = new Marking();
  await World.start({ functions: { one: () => result({}) }, ingress: second, disk: world.disk });
  assert.deepEqual(second.partition?.resumeMark, { offset: 2, token: 'two, later' });
});

test('a reader that begins anew and goes back to its mark repeats nothing, and the engine goes on', async () => {
  const ingress = new Marking();
  const world = await World.start({ functions: { one: () => result({}) }, ingress });
  ingress.mark(0, 'zero');
  ingress.push(0, 1);
  ingress.mark(2, 'two');
  ingress.push(2, 3, 4);
  ingress.reopen();
  assert.equal(ingress.partition?.resumeOffset, 5);
  assert.deepEqual(ingress.partition.resumeMark, { offset: 2, token: 'two' });
  ingress.push(2, 3, 4, 5);
  await world.pass(100);
  assert.deepEqual(world.received('one').toSorted(), ['0', '1', '2', '3', '4', '5']);
  assert.deepEqual(
    world.logged.filter((line) => line.includes('going on from')),
    [],
  );
  assert.equal(ingress.partition.committedOffset(), 6);
});
