import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { OPTIONS, TestHub, idOf, settle } from './support.ts';

const bytes = (text: string): Uint8Array => Buffer.from(text);
const record = (offset: number, shard: number) => ({ offset, id: idOf(shard), value: bytes(`${offset}`) });
const position = (resumeOffset: number, markOffset?: number) => ({
  name: 'topic/0',
  identity: 'first',
  resumeOffset,
  epoch: undefined,
  mark: markOffset === undefined ? undefined : { offset: markOffset, token: `mark ${markOffset}` },
});

/** A hub whose two shards have begun. */
async function twoShards(...positions: readonly ReturnType<typeof position>[]): Promise<TestHub> {
  const hub = new TestHub();
  for (const shard of [0, 1]) {
    const own = positions[shard];
    await hub.begin(shard, { positions: own === undefined ? [] : [own] });
  }
  return hub;
}

const offsetsSaid = (hub: TestHub, shard: number): number[] =>
  hub.said(shard, 'push').flatMap(({ offsets }) => offsets);

suite('what comes in', () => {
  test('ingresses start when all shards have begun', async () => {
    const hub = new TestHub();
    await hub.begin(0);
    assert.equal(hub.ingress.starts, 0);
    assert.equal(hub.hub.status().isStarted, false);
    await hub.begin(1);
    assert.equal(hub.ingress.starts, 1);
    assert.equal(hub.hub.status().isStarted, true);
  });

  test('a record goes to the shard of its id, and none before all shards have durably begun', async () => {
    const hub = await twoShards();
    const partition = hub.ingress.sink?.openPartition('topic/0', OPTIONS);
    assert.equal(hub.ingress.isPaused, true);
    partition?.push([record(0, 0), record(1, 1), record(2, 0)]);
    assert.deepEqual([offsetsSaid(hub, 0), offsetsSaid(hub, 1)], [[], []]);
    hub.opened();
    assert.equal(hub.ingress.isPaused, false);
    assert.deepEqual([offsetsSaid(hub, 0), offsetsSaid(hub, 1)], [[0, 2], [1]]);
  });

  test('a shard to which nothing goes hears a little later how far the source is, with its marks', async () => {
    const hub = await twoShards();
    const partition = hub.ingress.sink?.openPartition('topic/0', OPTIONS);
    hub.opened();
    partition?.push([record(0, 0), record(1, 0)]);
    partition?.mark?.({ offset: 2, token: 'two' });
    assert.deepEqual(hub.said(1, 'advance'), []);
    hub.clock.pass();
    const [advance, ...more] = hub.said(1, 'advance');
    assert.deepEqual([advance?.next, advance?.marks, more], [2, [{ offset: 2, token: 'two' }], []]);
  });

  test('a mark that says where a source begins goes with its opening', async () => {
    const hub = await twoShards();
    const partition = hub.ingress.sink?.openPartition('topic/0', OPTIONS);
    partition?.mark?.({ offset: 0, token: 'latest' });
    for (const shard of [0, 1]) {
      const [advance] = hub.said(shard, 'advance');
      assert.deepEqual(advance?.marks, [{ offset: 0, token: 'latest' }]);
      assert.equal(advance?.next, -1, 'it moves nothing');
    }
  });

  test('another epoch of the source is told at once: no position may mix the two', async () => {
    const hub = await twoShards();
    const partition = hub.ingress.sink?.openPartition('topic/0', OPTIONS);
    hub.opened();
    partition?.skipTo(5, 3);
    for (const shard of [0, 1])
      assert.deepEqual(
        hub.said(shard, 'advance').map(({ next, epoch }) => [next, epoch]),
        [[5, 3]],
      );
  });

  test('a source is read from where the last of the shards stands, and the others get nothing again', async () => {
    const hub = await twoShards(position(10, 9), position(7, 6));
    assert.equal(hub.ingress.sink?.stored('topic/0')?.resumeOffset, 7);
    const partition = hub.ingress.sink?.openPartition('topic/0', OPTIONS);
    assert.equal(partition?.resumeOffset, 7);
    assert.deepEqual(partition?.resumeMark, { offset: 6, token: 'mark 6' });
    hub.opened();
    partition?.push([record(7, 0), record(8, 1), record(9, 0), record(10, 0), record(11, 1)]);
    assert.deepEqual([offsetsSaid(hub, 0), offsetsSaid(hub, 1)], [[10], [8, 11]]);
  });

  test('a shard without a position begins where the others are: it has had no record', async () => {
    const hub = await twoShards(position(40));
    const partition = hub.ingress.sink?.openPartition('topic/0', { ...OPTIONS, startOffset: 90 });
    assert.equal(partition?.resumeOffset, 40);
    assert.deepEqual(
      hub.said(1, 'open').map(({ startOffset }) => startOffset),
      [40],
    );
  });

  test('what is committed is what all shards have done', async () => {
    const hub = await twoShards(position(10), position(7));
    const partition = hub.ingress.sink?.openPartition('topic/0', OPTIONS);
    const [open] = hub.said(0, 'open');
    assert.ok(open);
    assert.equal(partition?.committedOffset(), 7);
    hub.from(1, { do: 'committed', partition: open.partition, offset: 30 });
    assert.equal(partition?.committedOffset(), 10);
    hub.from(0, { do: 'committed', partition: open.partition, offset: 20 });
    assert.equal(partition?.committedOffset(), 20);
  });

  test('when a shard begins anew, ingresses do, from its position; the others go on', async () => {
    const hub = await twoShards();
    const before = hub.ingress.sink?.openPartition('topic/0', OPTIONS);
    hub.opened();
    before?.push([record(0, 0), record(1, 1), record(2, 0), record(3, 1)]);
    await hub.begin(1, { positions: [position(1)] });
    assert.equal(hub.ingress.starts, 2);
    const after = hub.ingress.sink?.openPartition('topic/0', OPTIONS);
    assert.equal(after?.resumeOffset, 1);
    for (const shard of [0, 1]) hub.said(shard, 'push');
    hub.opened();
    after?.push([record(1, 1), record(2, 0), record(3, 1), record(4, 0)]);
    assert.deepEqual([offsetsSaid(hub, 0), offsetsSaid(hub, 1)], [[4], [1, 3]]);
  });

  test('a record that can be no message is set aside by the shard of its key, where it may have been one before', async () => {
    const hub = await twoShards();
    const partition = hub.ingress.sink?.openPartition('topic/0', OPTIONS);
    hub.opened();
    const reason = { code: 'STATEFUN_KAFKA_KEY_MISSING', message: 'It is wrong' } as const;
    for (const shard of [0, 1])
      partition?.deadLetter(shard, reason, { key: bytes(idOf(shard)), value: bytes('x') });
    for (const shard of [0, 1])
      assert.deepEqual(
        hub.said(shard, 'deadLetter').map(({ offset }) => offset),
        [shard],
      );
  });

  test('records without any bytes do not go without limit', async () => {
    const hub = await twoShards();
    const partition = hub.ingress.sink?.openPartition('topic/0', OPTIONS);
    hub.opened();
    const push = (from: number, count: number): void => {
      const empty = Array.from({ length: count }, (_, index) => ({
        ...record(from + index, 0),
        value: bytes(''),
      }));
      partition?.push(empty);
    };
    push(0, 5_000);
    assert.equal(hub.ingress.isPaused, false);
    push(5_000, 6_000);
    assert.equal(hub.ingress.isPaused, true);
  });

  test('a record without a key is set aside by the first shard, once', async () => {
    const hub = await twoShards(position(3), position(0));
    const partition = hub.ingress.sink?.openPartition('topic/0', OPTIONS);
    hub.opened();
    const reason = { code: 'STATEFUN_KAFKA_KEY_MISSING', message: 'It has no key' } as const;
    partition?.deadLetter(2, reason, { key: null, value: bytes('again') });
    partition?.deadLetter(3, reason, { key: null, value: bytes('new') });
    assert.deepEqual(
      hub.said(0, 'deadLetter').map(({ offset, has }) => [offset, has]),
      [[3, { key: false, value: true }]],
    );
    assert.deepEqual(hub.said(1, 'deadLetter'), []);
  });

  test('ingresses hold back while a shard wants that, and while too much is on its way', async () => {
    const hub = await twoShards();
    hub.from(1, { do: 'pause', paused: true });
    assert.equal(hub.ingress.isPaused, true);
    hub.from(1, { do: 'pause', paused: false });
    assert.equal(hub.ingress.isPaused, false);
    const partition = hub.ingress.sink?.openPartition('topic/0', OPTIONS);
    hub.opened();
    const size = 1024 * 1024;
    partition?.push([{ offset: 0, id: idOf(0), value: new Uint8Array(size) }]);
    assert.equal(hub.ingress.isPaused, true);
    hub.from(0, { do: 'taken', weight: size + 100 });
    assert.equal(hub.ingress.isPaused, false);
  });

  test('a message that one waits for is durable when its shard says so, and refused when that begins anew', async () => {
    const hub = await twoShards();
    const argument = { typename: 'ns/value', hasValue: true, value: bytes('x') };
    const target = { namespace: 'ns', type: 'f', id: idOf(1) };
    const kept = hub.ingress.sink?.accept(target, argument);
    const lost = hub.ingress.sink?.accept(target, argument);
    const [first] = hub.said(1, 'accept');
    assert.ok(first);
    hub.from(1, { do: 'settled', request: first.request });
    await kept;
    const refused = assert.rejects(lost ?? Promise.resolve(), { code: 'STATEFUN_ENGINE_UNAVAILABLE' });
    await hub.begin(1);
    await refused;
  });

  test('a fault of a connector shows, and not any more when it has begun anew', async () => {
    const hub = await twoShards();
    const { sink } = hub.ingress;
    sink?.trouble(new Error('no broker answers'));
    const messages = (): string[] => hub.hub.status().problems.map(({ message }) => message);
    assert.deepEqual(messages(), ['no broker answers']);
    await hub.begin(1);
    assert.deepEqual(messages(), []);
    sink?.fail(new Error('from before'));
    assert.deepEqual(messages(), []);
  });

  test('what a shard says of before it began anew counts no more', async () => {
    const hub = await twoShards();
    await hub.begin(0);
    hub.hub.receive(0, [{ do: 'pause', paused: true, session: 1 }]);
    assert.equal(hub.ingress.isPaused, false);
  });
});

test('a type of a state that one shard registers is told to all, also to those that begin later; the first one stands', async () => {
  const hub = new TestHub();
  await hub.begin(0, { stateTypes: [['a', 'ns/int']] });
  await hub.begin(1);
  const typesSaid = (shard: number) => hub.said(shard, 'types').flatMap(({ types }) => types);
  assert.deepEqual(typesSaid(1), [['a', 'ns/int']]);
  typesSaid(0);
  hub.from(1, { do: 'types', types: [['b', 'ns/text']] });
  assert.deepEqual(typesSaid(0), [['b', 'ns/text']]);
  hub.from(0, { do: 'types', types: [['b', 'ns/int']] });
  assert.deepEqual(typesSaid(1), [['b', 'ns/text']], 'no more than its own came back');
  await hub.begin(1);
  assert.deepEqual(typesSaid(1), [
    ['a', 'ns/int'],
    ['b', 'ns/text'],
  ]);
});

suite('what goes out', () => {
  const stream = (lane: number, head: number, tail: number) => ({
    egress: 'test/out',
    lane,
    channel: 'c',
    head,
    tail,
  });
  const texts = (records: readonly Uint8Array[] = []): string[] =>
    records.map((each) => Buffer.from(each).toString());

  test('an egress sees the streams of all shards, and each shard hears what is out of its own', async () => {
    const hub = new TestHub();
    await hub.begin(0, { streams: [stream(0, 4, 6)] });
    await hub.begin(1, { streams: [stream(1, 0, 0)] });
    const streams = hub.egress.sink?.streams() ?? [];
    assert.deepEqual(
      streams.map(({ lane, head, tail }) => [lane, head, tail]),
      [
        [0, 4, 6],
        [1, 0, 0],
      ],
    );
    assert.deepEqual(hub.egress.sink?.lanes, [0, 1, 2, 3]);
    const [first] = streams;
    assert.deepEqual(first?.read(4, 100), [], 'they are on their way');
    hub.from(0, {
      do: 'records',
      ...stream(0, 4, 6),
      first: 4,
      rejections: 0,
      bytes: [bytes('four'), bytes('five')],
    });
    assert.deepEqual(texts(first?.read(4, 100)), ['four', 'five']);
    assert.deepEqual(texts(first?.read(4, 1)), ['four'], 'one at least');
    first?.done(5);
    assert.equal(first?.head, 5);
    assert.deepEqual(
      hub.said(0, 'done').map(({ lane, next }) => [lane, next]),
      [[0, 5]],
    );
    assert.deepEqual(hub.said(1, 'done'), []);
  });

  test('what follows a record that is set aside is given out when that is durable', async () => {
    const hub = await twoShards();
    const three = [bytes('a'), bytes('b'), bytes('c')];
    const place = stream(0, 0, 3);
    hub.from(0, { do: 'records', ...place, first: 0, rejections: 0, bytes: three });
    const [first] = hub.egress.sink?.streams() ?? [];
    first?.reject(1, { code: 'STATEFUN_RECORD_REFUSED', message: 'It is refused' });
    assert.deepEqual(texts(first?.read(2, 100)), []);
    hub.from(0, { do: 'records', ...place, tail: 4, first: 3, rejections: 0, bytes: [bytes('d')] });
    assert.deepEqual(texts(first?.read(2, 100)), [], 'that was sent before');
    hub.from(0, {
      do: 'records',
      ...place,
      tail: 4,
      first: 2,
      rejections: 1,
      bytes: [bytes('c'), bytes('d')],
    });
    assert.deepEqual(texts(first?.read(2, 100)), ['c', 'd']);
  });

  test('what an egress keeps is kept by the first shard, and known at once', async () => {
    const hub = new TestHub();
    await hub.begin(0, {
      memories: [
        ['test/out', 'mark', '1'],
        ['test/gone', 'mark', '9'],
      ],
    });
    await hub.begin(1);
    const { sink } = hub.egress;
    assert.equal(sink?.recall('mark'), '1');
    assert.deepEqual(sink?.recallOthers('mark'), new Map([['test/gone', '9']]));
    const kept = sink?.remember('mark', '2');
    assert.equal(sink?.recall('mark'), '2');
    const [request] = hub.said(0, 'remember');
    assert.ok(request);
    assert.deepEqual([request.key, request.value], ['mark', '2']);
    hub.from(0, { do: 'settled', request: request.request });
    await kept;
  });

  test('egresses stop when all shards have made durable what they do, and shards when egresses have', async () => {
    const hub = await twoShards();
    const shards = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const stopped = hub.hub.stop(() => shards.map(({ promise }) => promise));
    await settle();
    assert.equal(hub.ingress.sink, undefined, 'ingresses stop first');
    hub.from(0, { do: 'drained' });
    await settle();
    assert.equal(hub.egress.isStopped, false);
    hub.from(1, { do: 'drained' });
    await settle();
    assert.equal(hub.egress.isStopped, true);
    assert.equal(hub.said(0, 'released').length + hub.said(1, 'released').length, 2);
    for (const { resolve } of shards) resolve();
    await stopped;
  });

  test('a shard that has nothing at work keeps no other from stopping', async () => {
    const hub = await twoShards();
    const stopping = hub.hub.stop(() => [Promise.resolve(), Promise.resolve()]);
    await stopping;
    assert.equal(hub.egress.isStopped, true);
  });
});
