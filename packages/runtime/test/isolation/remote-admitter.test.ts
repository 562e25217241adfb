// Records are admitted in another thread, before the engine asks for it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { StatefunError } from '@statefun-ts/protocol';
import type { Order, ToPart } from '../../src/isolation/messages.ts';
import { RemoteAdmitter } from '../../src/isolation/remote-admitter.ts';
import { lineTo } from './line-to.ts';

const LOST = new StatefunError('STATEFUN_EXTENSION_LOOPS', 'it loops');
const REFUSED = { code: 'STATEFUN_RECORD_REFUSED', message: 'no' } as const;

const record = (text: string) => ({ typename: 'a/b', hasValue: true, value: Buffer.from(text) });

/** An admitter, and what its other side was asked last: by which number, and for which records. */
function admitter() {
  const said: (ToPart | Order)[] = [];
  const made = { delivery: 'durable', backlogBytesMax: 0 } as const;
  const asked = () => {
    const last = said.at(-1);
    assert.ok(last !== undefined && 'do' in last && last.do === 'admit');
    return { request: last.request, first: last.first, records: last.bytes.map(String) };
  };
  return { admitter: new RemoteAdmitter('a/out', made, lineTo(said)), asked };
}

test('each record gets what came of it', async () => {
  const { admitter: it, asked } = admitter();
  const admissions = it.admitAhead([record('one'), record('two'), record('three')]);
  const { request, records } = asked();
  assert.deepEqual(records, ['one', 'two', 'three']);
  const bytes = [Buffer.from('1'), Buffer.from('3')];
  it.receive({ do: 'admitted', request, admissions: ['x', REFUSED, 'z'], bytes });
  const [one, two, three] = await admissions;
  assert.deepEqual(one, { ok: true, channel: 'x', record: bytes[0] });
  assert.deepEqual(two, { ok: false, reason: REFUSED });
  assert.deepEqual(three, { ok: true, channel: 'z', record: bytes[1] });
  assert.ok(one);
  assert.equal(it.admit({ ...record('one'), admission: one } as never), one);
});

test('records that end the thread are refused, one after the other, and the others asked for again', async () => {
  const { admitter: it, asked } = admitter();
  const admissions = it.admitAhead(['one', 'two', 'three', 'four'].map(record));
  it.lost(LOST, asked().first + 1);
  it.restored();
  assert.deepEqual(asked().records, ['one', 'three', 'four']);
  it.lost(LOST, asked().first + 2);
  it.restored();
  const { request, records } = asked();
  assert.deepEqual(records, ['one', 'three']);
  it.receive({
    do: 'admitted',
    request,
    admissions: ['x', 'y'],
    bytes: [Buffer.from('1'), Buffer.from('3')],
  });
  const outcome = (await admissions).map((each) => (each.ok ? String(each.record) : each.reason.code));
  assert.deepEqual(outcome, ['1', 'STATEFUN_EXTENSION_LOOPS', '3', 'STATEFUN_EXTENSION_LOOPS']);
});

test('who waits has as long again after each record that ended the thread', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const { admitter: it, asked } = admitter();
  const admissions = it.admitAhead(['one', 'two', 'three'].map(record));
  for (let deaths = 0; deaths < 3; deaths++) {
    t.mock.timers.tick(40_000);
    it.lost(LOST, asked().first);
    it.restored();
  }
  assert.deepEqual(
    (await admissions).map(({ ok }) => ok),
    [false, false, false],
  );
});

test('a thread that ends at something else refuses none', async () => {
  const { admitter: it, asked } = admitter();
  const admissions = it.admitAhead([record('one')]);
  it.lost(LOST, 0);
  it.restored();
  it.receive({ do: 'admitted', request: asked().request, admissions: ['x'], bytes: [Buffer.from('1')] });
  assert.equal((await admissions)[0]?.ok, true);
});

test('who waits is told when the runtime stops, and may try again', async () => {
  const { admitter: it } = admitter();
  const admissions = it.admitAhead([record('one')]);
  it.closed();
  await assert.rejects(admissions, { code: 'STATEFUN_EXTENSION_FAILED', transient: true });
});
