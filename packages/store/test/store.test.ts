import assert from 'node:assert/strict';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'node:test';
import type { TestContext } from 'node:test';
import type { OpenLog } from '@statefun-ts/engine';
import { ClassicLevel } from 'classic-level';
import { openStore, readStore } from '../src/index.ts';
import { rowCrc, seal, userKey } from '../src/rows.ts';
import { commitRandomly, openForTest, outcomeOf, stateOf, temporaryDirectory } from './support.ts';

const bytes = (text: string): Buffer => Buffer.from(text);

test('a committed epoch is read back, now and after opening again', async (t) => {
  const directory = temporaryDirectory(t);
  const open: OpenLog = () => openStore({ directory, reserveBytes: 0 });
  const log = await open();
  assert.equal(log.epoch, 0);
  await log.commit(
    1,
    new Map([
      ['a', bytes('one')],
      ['b', bytes('0')],
      ['c', bytes('')],
    ]),
  );
  await log.commit(
    2,
    new Map([
      ['a', null],
      ['b', bytes('two')],
    ]),
  );
  const { incarnation } = log;
  await log.close();

  const again = await open();
  t.after(() => again.close());
  assert.equal(again.epoch, 2);
  assert.equal(again.incarnation, incarnation);
  assert.equal(again.get('a'), undefined);
  assert.deepEqual(again.get('b'), bytes('two'));
  assert.deepEqual(again.get('c'), bytes(''));
});

test('a scan gives the rows of a range in the order of their UTF-8 bytes, and no more than asked for', async (t) => {
  const store = await openForTest(t, temporaryDirectory(t));
  const keys = ['', '\0', 'a', 'a\0b', 'e00000000000', 'm', 'z', '~', 'é', '\uffee', '😀'];
  await store.commit(1, new Map(keys.toReversed().map((key) => [key, bytes(`value of ${key}`)])));
  const scanned = await store.scan('', '\u{10ffff}', 100);
  assert.deepEqual(
    scanned.map(({ key }) => key),
    keys,
  );
  for (const { key, value } of scanned) assert.deepEqual(value, bytes(`value of ${key}`));
  const some = await store.scan('a', 'z', 3);
  assert.deepEqual(
    some.map(({ key }) => key),
    ['a', 'a\0b', 'e00000000000'],
  );
  assert.deepEqual(await store.scan('n', 'o', 10), []);
});

test('a scan of more rows than one step brings all of them', async (t) => {
  const store = await openForTest(t, temporaryDirectory(t));
  const rows = Array.from({ length: 2_500 }, (_, index) => [`row ${index}`, bytes(`${index}`)] as const);
  await store.commit(1, new Map(rows));
  assert.equal((await store.scan('row', 'rox', 5_000)).length, 2_500);
  assert.equal((await store.scan('row', 'rox', 1_001)).length, 1_001);
});

test('partitions and lanes are fixed when the store is created', async (t) => {
  const directory = temporaryDirectory(t);
  const store = await openForTest(t, directory, { partitions: 16, lanes: 4 });
  assert.deepEqual([store.partitions, store.lanes], [16, 4]);
  await store.close();
  const again = await openForTest(t, directory);
  assert.deepEqual([again.partitions, again.lanes], [16, 4]);
  await again.close();
  await assert.rejects(openStore({ directory, partitions: 32 }), {
    name: 'StoreError',
    code: 'STATEFUN_STORE_MISMATCH',
    message: /created with 16 partitions, and 32 were asked for.*leave the setting out/,
  });
  await assert.rejects(openStore({ directory, lanes: 8 }), { code: 'STATEFUN_STORE_MISMATCH' });
  assert.deepEqual([(await openForTest(t, temporaryDirectory(t))).partitions], [128]);
});

test('settings out of range are refused by name', async (t) => {
  const directory = temporaryDirectory(t);
  for (const options of [
    { partitions: 0 },
    { partitions: 1.5 },
    { partitions: 5000 },
    { partitions: 4, lanes: 5 },
  ]) {
    await assert.rejects(openStore({ directory, ...options }), {
      code: 'STATEFUN_STORE_LIMIT',
      message: /setting "(partitions|lanes)" is/,
    });
  }
  assert.deepEqual(await readdir(directory), []);
});

test('a key, value or epoch beyond its limit is refused by name, and nothing of the epoch is kept', async (t) => {
  const directory = temporaryDirectory(t);
  const limits = { keyBytesMax: 10, valueBytesMax: 100, epochBytesMax: 150 };
  const cases: [string, Map<string, Buffer>, RegExp][] = [
    [
      'key',
      new Map([
        ['ok', bytes('1')],
        ['éééééé', bytes('1')],
      ]),
      /longer than 10 bytes/,
    ],
    [
      'value',
      new Map([
        ['ok', bytes('1')],
        ['k', Buffer.alloc(101)],
      ]),
      /has 101 bytes, and the limit is 100/,
    ],
    [
      'epoch',
      new Map([
        ['k', Buffer.alloc(99)],
        ['l', Buffer.alloc(99)],
      ]),
      /epoch exceeds 150 bytes/,
    ],
    ['surrogate', new Map([['\ud800', bytes('1')]]), /surrogate/],
  ];
  for (const [what, writes, message] of cases) {
    const store = await openForTest(t, directory, limits);
    await assert.rejects(store.commit(1, writes), { code: 'STATEFUN_STORE_LIMIT', message }, what);
    await assert.rejects(store.commit(1, new Map()), { code: 'STATEFUN_STORE_CLOSED' }, what);
    await store.close();
  }
  assert.deepEqual(await outcomeOf(directory), { epoch: 0, state: new Map() });
});

test('two commits at once, or an epoch out of turn, are a bug of the caller and refused', async (t) => {
  const store = await openForTest(t, temporaryDirectory(t));
  const first = store.commit(1, new Map([['a', bytes('1')]]));
  await assert.rejects(store.commit(2, new Map()), {
    name: 'AssertionError',
    message: /while another one runs/,
  });
  await first;
  await assert.rejects(store.commit(3, new Map()), { name: 'AssertionError', message: /last one plus 1/ });
  await store.commit(2, new Map());
  assert.equal(store.epoch, 2);
});

test('closing waits for the commit that is under way; a closed store says so', async (t) => {
  const directory = temporaryDirectory(t);
  const store = await openForTest(t, directory);
  const commit = store.commit(1, new Map([['a', bytes('1')]]));
  await Promise.all([store.close(), store.close()]);
  await commit;
  assert.throws(() => store.get('a'), { code: 'STATEFUN_STORE_CLOSED' });
  await assert.rejects(store.scan('', 'z', 1), { code: 'STATEFUN_STORE_CLOSED' });
  await assert.rejects(store.commit(2, new Map()), { code: 'STATEFUN_STORE_CLOSED' });
  assert.deepEqual(await outcomeOf(directory), { epoch: 1, state: new Map([['a', '1']]) });
});

test('a new incarnation is durable, takes an epoch and keeps the rows', async (t) => {
  const directory = temporaryDirectory(t);
  const store = await openForTest(t, directory);
  const old = store.incarnation;
  await store.commit(1, new Map([['a', bytes('1')]]));
  await store.renewIncarnation();
  const renewed = store.incarnation;
  assert.notEqual(renewed, old);
  await store.close();
  const again = await openForTest(t, directory);
  assert.deepEqual([again.incarnation, again.epoch], [renewed, 2]);
  assert.deepEqual(await stateOf(again), new Map([['a', '1']]));
});

test('a store of a later format is refused with what to do', async (t) => {
  const directory = temporaryDirectory(t);
  await (await openForTest(t, directory)).close();
  const raw = new ClassicLevel<string, Buffer>(join(directory, 'rows'), { valueEncoding: 'buffer' });
  const later = bytes(JSON.stringify({ format: 2, shards: 3 }));
  await raw.put('m', seal(later, rowCrc('m', later)));
  await raw.close();
  await assert.rejects(openStore({ directory }), {
    code: 'STATEFUN_STORE_VERSION',
    message: /has format 2; this version reads format 1\. Run the version that wrote it/,
  });
});

test('a row whose bytes do not fit its checksum is refused by get and by scan, by name', async (t) => {
  const directory = temporaryDirectory(t);
  const store = await openForTest(t, directory);
  await store.commit(
    1,
    new Map([
      ['a', bytes('1')],
      ['b', bytes('2')],
    ]),
  );
  await store.close();
  const raw = new ClassicLevel<string, Buffer>(join(directory, 'rows'), { valueEncoding: 'buffer' });
  const [a, short] = [await raw.get(userKey('a')), bytes('xy')];
  assert.ok(a);
  await raw.batch([
    { type: 'put', key: userKey('b'), value: a },
    { type: 'put', key: userKey('c'), value: short },
  ]);
  await raw.close();
  const again = await openForTest(t, directory);
  assert.deepEqual(again.get('a'), bytes('1'));
  const damage = { code: 'STATEFUN_STORE_DAMAGED', message: /The row key "[bc]".*restore/ };
  assert.throws(() => again.get('b'), damage);
  assert.throws(() => again.get('c'), damage);
  await assert.rejects(again.scan('b', 'c', 1), damage);
});

test('a tool reads a store, and does not create one', async (t) => {
  const directory = temporaryDirectory(t);
  await assert.rejects(
    readStore(join(directory, 'none'), async () => undefined),
    {
      code: 'STATEFUN_STORE_ABSENT',
    },
  );
  const store = await openForTest(t, directory, { partitions: 32 });
  await store.commit(
    1,
    new Map([
      ['d1', bytes('letter')],
      ['e', bytes('other')],
    ]),
  );
  await store.close();
  const read = await readStore(directory, async (reader) => ({
    rows: await reader.scan('d', 'e', 10),
    partitions: reader.partitions,
  }));
  assert.deepEqual(read, { rows: [{ key: 'd1', value: bytes('letter') }], partitions: 32 });
  await assert.rejects(
    readStore(directory, () => Promise.reject(new Error('of the tool'))),
    /of the tool/,
  );
  assert.equal((await openForTest(t, directory)).epoch, 1);
});

test('what an interrupted creation left is removed', async (t) => {
  const directory = temporaryDirectory(t);
  await (await openForTest(t, join(directory, 'new-left'))).close();
  await writeFile(join(directory, 'kept'), 'not ours');
  const store = await openForTest(t, directory);
  assert.deepEqual((await readdir(directory)).toSorted(), ['holder', 'kept', 'rows']);
  assert.equal(store.epoch, 0);
});

test('a directory that can not be made is an error that names it', async (t) => {
  const file = join(temporaryDirectory(t), 'file');
  await writeFile(file, '');
  await assert.rejects(openStore({ directory: join(file, 'store') }), {
    code: 'STATEFUN_STORE_IO',
    message: /file\/store could not be opened: ENOTDIR/,
  });
});

test('old headers go away, and the start stays as checked as before', async (t) => {
  const directory = temporaryDirectory(t);
  const store = await openForTest(t, directory);
  const history = await commitRandomly(store, 60, { seed: 3, keys: 20, bytesMax: 1_500_000 });
  await store.close();
  const again = await openForTest(t, directory);
  assert.equal(again.epoch, 60);
  assert.deepEqual(await stateOf(again), history.get(60));
  await again.close();
  const raw = new ClassicLevel<string, Buffer>(join(directory, 'rows'), { valueEncoding: 'buffer' });
  const headers = (await raw.keys({ gte: 'e', lt: 'f' }).all()).length;
  await raw.close();
  assert.ok(headers > 0 && headers < 60, `${headers} headers`);
});

interface Batch {
  readonly _write: (this: Batch, options: { sync?: boolean }) => Promise<void>;
}

/** What all batches of LevelDB have in common. */
async function batchesOfLevelDb(t: TestContext): Promise<Batch> {
  const probe = new ClassicLevel(temporaryDirectory(t));
  await probe.open();
  const batch = Object.getPrototypeOf(probe.batch()) as Batch;
  await probe.close();
  return batch;
}

test('every commit is synced before it is confirmed', async (t) => {
  // What a power failure would leave can't be tried here: a process that is killed loses nothing that it wrote.
  const log = await openStore({ directory: temporaryDirectory(t), reserveBytes: 0 });
  t.after(() => log.close());
  const batch = await batchesOfLevelDb(t);
  const write = t.mock.method(batch, '_write');
  for (let epoch = 1; epoch <= 3; epoch++) await log.commit(epoch, new Map([['a', bytes(`${epoch}`)]]));
  await log.renewIncarnation();
  const synced = write.mock.calls.map(({ arguments: [options] }) => options.sync);
  assert.deepEqual(synced, [true, true, true, true]);
});

test('after a commit that failed, but reached LevelDB, what is read is what LevelDB has', async (t) => {
  const directory = temporaryDirectory(t);
  const log = await openForTest(t, directory);
  await log.commit(1, new Map([['known', bytes('before')]]));
  assert.equal(log.get('known')?.toString(), 'before');
  const batch = await batchesOfLevelDb(t);
  const { _write: write } = batch;
  t.mock.method(batch, '_write', async function reachedAndFailed(this: Batch, options: { sync?: boolean }) {
    await write.call(this, options);
    throw new Error('the disk says that it failed');
  });
  const after = new Map([
    ['known', bytes('after')],
    ['unknown', bytes('after')],
  ]);
  await assert.rejects(log.commit(2, after), { code: 'STATEFUN_STORE_IO' });
  t.mock.restoreAll();
  assert.deepEqual(
    ['known', 'unknown'].map((key) => log.get(key)?.toString()),
    ['after', 'after'],
  );
});
