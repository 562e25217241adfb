import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Random } from '@statefun-ts/testing-support';

import { OutboxRowBuilder } from '../src/outbox-row-builder.ts';
import { outboxRow } from '../src/rows.ts';

test('a row that is built record by record is the row as its message is encoded', () => {
  const random = new Random(3);
  const builder = new OutboxRowBuilder();
  for (let row = 0; row < 50; row++) {
    const sizes = [0, 1, 127, 128, 20_000, 3_000_000].slice(0, 1 + random.below(6));
    const records = Array.from({ length: 1 + random.below(30) }, (_, at) =>
      Buffer.alloc(at === 7 ? (sizes.at(-1) ?? 0) : random.below(300), at),
    );
    for (const record of records) builder.add(record);
    const built = builder.take();
    assert.ok(Buffer.from(outboxRow.encode({ records })).equals(built.row));
    assert.equal(built.records, records.length);
    assert.equal(
      built.bytes,
      records.reduce((sum, { length }) => sum + length, 0),
    );
    assert.ok(builder.isEmpty);
  }
});

test('what a record was a view of may change once it was added', () => {
  const builder = new OutboxRowBuilder();
  const reply = Buffer.from('before');
  builder.add(reply);
  reply.write('after!');
  assert.equal(Buffer.from(outboxRow.decode(builder.take().row).records[0] ?? '').toString(), 'before');
});
