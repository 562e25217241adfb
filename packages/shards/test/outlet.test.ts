import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Admitter, OutboxStream, ShardEgressSink } from '@statefun-ts/engine';
import type { ToHub } from '../src/messages.ts';
import { Spoke } from '../src/index.ts';

const KIB = 1024;

/** An outbox of one stream, of which every record has 100 KiB. */
class FakeStream implements OutboxStream {
  readonly lane = 0;
  readonly channel = 'c';
  head = 0;
  tail: number;
  readonly rejected: number[] = [];

  constructor(tail: number) {
    this.tail = tail;
  }

  read(from: number, bytesMax: number): readonly Uint8Array[] {
    const count = Math.min(this.tail - from, Math.max(1, Math.floor(bytesMax / (100 * KIB))));
    return Array.from({ length: count }, () => new Uint8Array(100 * KIB));
  }

  done(sequence: number): void {
    this.head = sequence;
  }

  reject(sequence: number): void {
    this.rejected.push(sequence);
  }
}

/** A spoke whose engine has begun with that stream. */
async function begun(stream: FakeStream): Promise<{ spoke: Spoke; sent: ToHub[] }> {
  const sent: ToHub[] = [];
  const admitter = { id: 'test/out', delivery: 'durable', backlogBytesMax: 0 } as Admitter;
  const spoke = new Spoke({
    ingresses: [],
    admitters: [admitter],
    send: (message) => void sent.push(message),
  });
  const sink = {
    incarnation: 'store',
    lanes: [0],
    streams: () => [stream],
    memories: () => [],
    stateTypes: () => new Map(),
    spread: { partitions: 1, lanes: 1 },
  } as unknown as ShardEgressSink;
  await spoke.egresses[0]?.start(sink);
  return { spoke, sent };
}

const sequencesOf = (sent: readonly ToHub[]): number[] =>
  sent.flatMap((message) => (message.do === 'records' ? message.bytes.map((_, i) => message.first + i) : []));

test('the hub gets a mebibyte of a stream ahead, and more as it is done', async () => {
  const stream = new FakeStream(100);
  const { spoke, sent } = await begun(stream);
  const first = sequencesOf(sent);
  assert.ok(first.length >= 10 && first.length <= 12, `${first.length} records of 100 KiB`);
  sent.length = 0;
  const name = { egress: 'test/out', lane: 0, channel: 'c' };
  spoke.receive([{ do: 'done', next: 5, session: 1, ...name }]);
  const more = sequencesOf(sent);
  assert.equal(more[0], first.length, 'it goes on where it was');
  assert.ok(more.length >= 4 && more.length <= 6, `${more.length} more`);
});

test('behind a record that was set aside, records are sent once more', async () => {
  const stream = new FakeStream(4);
  const { spoke, sent } = await begun(stream);
  assert.deepEqual(sequencesOf(sent), [0, 1, 2, 3]);
  sent.length = 0;
  const name = { egress: 'test/out', lane: 0, channel: 'c' };
  const reason = { code: 'STATEFUN_RECORD_REFUSED', message: 'It is refused' } as const;
  spoke.receive([{ do: 'reject', sequence: 1, reason, session: 1, ...name }]);
  assert.deepEqual(stream.rejected, [1]);
  assert.deepEqual(sequencesOf(sent), [2, 3]);
  assert.ok(sent.every((message) => message.do === 'records' && message.rejections === 1));
});

test('what the hub says to an earlier engine counts no more', async () => {
  const stream = new FakeStream(4);
  const { spoke } = await begun(stream);
  spoke.receive([{ do: 'done', next: 2, session: 0, egress: 'test/out', lane: 0, channel: 'c' }]);
  assert.equal(stream.head, 0);
});
