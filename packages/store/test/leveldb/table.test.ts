import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import test from 'node:test';
import { Random } from '@statefun-ts/testing-support';
import { checkTable } from '../../src/leveldb/table.ts';
import { commitRandomly, filesOf, flip, openForTest, temporaryDirectory } from '../support.ts';

test('a flipped bit is found anywhere in a table, and so is a lost end', async (t) => {
  const directory = temporaryDirectory(t);
  const store = await openForTest(t, directory);
  await commitRandomly(store, 400, { seed: 1, keys: 5_000, bytesMax: 300 });
  await store.close();
  const files = await Promise.all((await filesOf(directory, '.ldb')).map((path) => readFile(path)));
  const table = files.toSorted((a, b) => b.length - a.length)[0] ?? Buffer.alloc(0);
  assert.ok(table.length > 50_000, 'the table has many blocks');
  checkTable(table);

  // The footer's handles are followed by padding, which nobody reads.
  const footer = table.length - 48;
  const random = new Random(2);
  for (let index = 0; index < 600; index++) {
    const position = index < 200 ? footer - 200 + index : random.below(footer);
    assert.throws(
      () => checkTable(flip(table, position, random.below(8))),
      { name: 'Malformed' },
      `byte ${position}`,
    );
  }
  for (const position of [footer, footer + 1, footer + 2, table.length - 8, table.length - 1]) {
    assert.throws(
      () => checkTable(flip(table, position, random.below(8))),
      { name: 'Malformed' },
      `byte ${position}`,
    );
  }
  for (const bytes of [0, 10, 48, 4096, table.length - 1]) {
    assert.throws(() => checkTable(table.subarray(0, bytes)), { name: 'Malformed' }, `${bytes} bytes`);
  }
});
