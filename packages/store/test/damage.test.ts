import assert from 'node:assert/strict';
import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import test from 'node:test';
import { Random } from '@statefun-ts/testing-support';
import { ClassicLevel } from 'classic-level';
import { crc32c, masked } from '../src/leveldb/crc32c.ts';
import { readLogFile } from '../src/leveldb/log-file.ts';
import type { State } from './support.ts';
import {
  change,
  commitRandomly,
  copyAsCrashed,
  filesOf,
  flip,
  openForTest,
  outcomeOf,
  temporaryDirectory,
} from './support.ts';

const LOG_BLOCK_BYTES = 32_768;

/** A store as a crash leaves it, most of it in the write-ahead log, and copies of it to be damaged. */
async function crashedStore(t: TestContext, epochs: number, bytesMax: number) {
  const directory = temporaryDirectory(t);
  const original = join(directory, 'original');
  const store = await openForTest(t, original);
  const history = await commitRandomly(store, epochs, { seed: 11, keys: 40, bytesMax });
  const crashed = join(directory, 'crashed');
  await copyAsCrashed(original, crashed);
  await store.close();
  const closed = join(directory, 'closed');
  await copyAsCrashed(original, closed);
  let copies = 0;
  const copyOf = async (source: string): Promise<string> => {
    await rm(join(directory, `copy${copies}`), { recursive: true, force: true });
    const copy = join(directory, `copy${++copies}`);
    await copyAsCrashed(source, copy);
    return copy;
  };
  return { crashed, closed, copyOf, history, last: epochs };
}

async function onlyLog(directory: string): Promise<string> {
  const logs = await filesOf(directory, '.log');
  assert.equal(logs.length, 1);
  return logs[0] as string;
}

/** The outcome is a named error, or the exact rows of an epoch; returns which. */
function judge(outcome: Awaited<ReturnType<typeof outcomeOf>>, history: Map<number, State>): string | number {
  if ('code' in outcome) return outcome.code;
  assert.deepEqual(
    outcome.state,
    history.get(outcome.epoch),
    `the rows are not those of epoch ${outcome.epoch}`,
  );
  return outcome.epoch;
}

test('a crash alone loses nothing', async (t) => {
  const { crashed, history, last } = await crashedStore(t, 100, 500);
  assert.equal(judge(await outcomeOf(crashed), history), last);
});

test('a flipped bit in the log is damage, or takes the last epoch as a cut tail would', async (t) => {
  const { crashed, copyOf, history, last } = await crashedStore(t, 60, 3_000);
  const length = (await readFile(await onlyLog(crashed))).length;
  assert.ok(length > 3 * LOG_BLOCK_BYTES, 'the log has several blocks');
  const random = new Random(5);
  const outcomes = new Map<string | number, number>();
  for (let index = 0; index < 150; index++) {
    // Half of them near the end, where a damaged log looks most like one that a crash cut short.
    const position = index % 2 === 0 ? random.below(length) : length - 1 - random.below(20_000);
    const copy = await copyOf(crashed);
    await change(await onlyLog(copy), (content) => flip(content, position, random.below(8)));
    const outcome = judge(await outcomeOf(copy), history);
    assert.ok(
      outcome === 'STATEFUN_STORE_DAMAGED' || outcome === last - 1,
      `a bit of byte ${position} of ${length}: ${outcome}`,
    );
    if (outcome === 'STATEFUN_STORE_DAMAGED') {
      assert.equal(judge(await outcomeOf(copy), history), outcome, 'it is refused every time');
    }
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
  }
  assert.ok((outcomes.get('STATEFUN_STORE_DAMAGED') ?? 0) > 100, JSON.stringify([...outcomes]));
});

test('a log that lost a piece from its middle is refused', async (t) => {
  const { crashed, copyOf, history, last } = await crashedStore(t, 60, 3_000);
  const length = (await readFile(await onlyLog(crashed))).length;
  const random = new Random(6);
  for (let index = 0; index < 60; index++) {
    const blocks = Math.floor(length / LOG_BLOCK_BYTES) - 1;
    // Every third cut takes a whole block, so that what is behind it stands where a block may stand.
    const from = index % 3 === 0 ? LOG_BLOCK_BYTES * random.below(blocks) : random.below(length - 20_000);
    const bytes = index % 3 === 0 ? LOG_BLOCK_BYTES : 1 + random.below(10_000);
    const copy = await copyOf(crashed);
    await change(await onlyLog(copy), (content) =>
      Buffer.concat([content.subarray(0, from), content.subarray(from + bytes)]),
    );
    const outcome = judge(await outcomeOf(copy), history);
    assert.match(
      `${outcome}`,
      /^STATEFUN_STORE_(DAMAGED|GAP)$/,
      `${bytes} bytes from ${from} of ${length}, ${last}`,
    );
  }
});

test('a log that lost whole records, with nothing else to be seen, is a gap, also when asked again', async (t) => {
  const { crashed, copyOf, history, last } = await crashedStore(t, 40, 3_000);
  const { records } = readLogFile(await readFile(await onlyLog(crashed)));
  assert.equal(records.length, last, 'a record for each epoch');
  for (const [from, count] of [
    [0, 1],
    [0, 20],
    [1, 1],
    [7, 3],
    [20, 18],
    [last - 2, 1],
  ] as const) {
    const copy = await copyOf(crashed);
    await writeFile(await onlyLog(copy), writeLog(records.toSpliced(from, count)));
    assert.equal(judge(await outcomeOf(copy), history), 'STATEFUN_STORE_GAP');
    // LevelDB has made a table of the log by now, and deleted it.
    assert.equal(judge(await outcomeOf(copy), history), 'STATEFUN_STORE_GAP');
  }
  const whole = await copyOf(crashed);
  await writeFile(await onlyLog(whole), writeLog(records));
  assert.equal(judge(await outcomeOf(whole), history), last, 'the log is written as LevelDB does');
});

test('what LevelDB dropped by itself shows as a gap, long after headers began to be trimmed', async (t) => {
  const { crashed, copyOf, history, last } = await crashedStore(t, 50, 1_500_000);
  const logs = await filesOf(crashed, '.log');
  let gaps = 0;
  for (const [index, log] of logs.entries()) {
    const { records } = readLogFile(await readFile(log));
    for (const record of records.keys()) {
      if (index === logs.length - 1 && record === records.length - 1) continue;
      const copy = await copyOf(crashed);
      await writeFile((await filesOf(copy, '.log'))[index] as string, writeLog(records.toSpliced(record, 1)));
      const raw = new ClassicLevel(join(copy, 'rows'));
      await raw.open();
      await raw.close();
      assert.equal(
        judge(await outcomeOf(copy), history),
        'STATEFUN_STORE_GAP',
        `record ${record} of log ${index}`,
      );
      gaps++;
    }
  }
  assert.ok(gaps > 0, 'the log has epochs');
  assert.equal(judge(await outcomeOf(crashed), history), last);
});

test('a log whose tail is cut gives an earlier epoch, whole', async (t) => {
  const { crashed, copyOf, history, last } = await crashedStore(t, 60, 3_000);
  const length = (await readFile(await onlyLog(crashed))).length;
  const random = new Random(8);
  const epochs = new Set<string | number>();
  for (let index = 0; index < 60; index++) {
    const copy = await copyOf(crashed);
    const bytes = index === 0 ? 0 : random.below(length);
    await change(await onlyLog(copy), (content) => content.subarray(0, bytes));
    const outcome = judge(await outcomeOf(copy), history);
    assert.ok(typeof outcome === 'number' && outcome < last, `${bytes} of ${length}: ${outcome}`);
    epochs.add(outcome);
  }
  assert.ok(epochs.size > 10, 'cuts at many epochs');
});

test('a write that a crash cut short, in any of its blocks, is not taken for damage', async (t) => {
  const directory = temporaryDirectory(t);
  const original = join(directory, 'original');
  const store = await openForTest(t, original);
  await store.commit(1, new Map([['a', Buffer.from('kept')]]));
  await store.commit(2, new Map([['a', Buffer.alloc(200_000, 'torn')]]));
  const [kept, state] = [1, new Map([['a', 'kept']])];
  for (let block = 0; block < 6; block++) {
    const copy = join(directory, `copy${block}`);
    await copyAsCrashed(original, copy);
    await change(await onlyLog(copy), (content) => {
      const start = block === 0 ? (readLogFile(content).records[0]?.length ?? 0) : block * LOG_BLOCK_BYTES;
      return content.fill(0, start + (block === 0 ? 7 : 0), (block + 1) * LOG_BLOCK_BYTES);
    });
    assert.deepEqual(await outcomeOf(copy), { epoch: kept, state });
  }
});

test('a flipped bit in any file of a closed store is damage', async (t) => {
  const { closed, copyOf, history, last } = await crashedStore(t, 150, 2_000);
  assert.equal(judge(await outcomeOf(await copyOf(closed)), history), last);
  const random = new Random(9);
  for (const ending of ['.ldb', 'MANIFEST', 'CURRENT']) {
    for (const index of (await filesOf(closed, ending)).keys()) {
      for (let round = 0; round < 40; round++) {
        const copy = await copyOf(closed);
        const path = (await filesOf(copy, ending))[index] as string;
        await change(path, (content) => flip(content, random.below(content.length), random.below(8)));
        const outcome = judge(await outcomeOf(copy), history);
        if (outcome === last) assert.deepEqual([ending, await isUnusedByte(path, closed)], ['.ldb', true]);
        else if (ending !== 'MANIFEST') assert.equal(outcome, 'STATEFUN_STORE_DAMAGED', path);
        else assert.match(`${outcome}`, /^STATEFUN_STORE_(DAMAGED|GAP)$|^\d+$/, path);
      }
    }
  }
});

/** Whether two tables differ in the padding of the footer only. */
async function isUnusedByte(path: string, closed: string): Promise<boolean> {
  const table = await readFile(path);
  const original = await readFile(join(closed, 'rows', path.split('/').at(-1) ?? ''));
  const differs = table.findIndex((byte, index) => byte !== original[index]);
  return differs > table.length - 48 && original[differs] === 0;
}

test('a missing file is damage that names the file, and nothing is made in its place', async (t) => {
  const { closed, copyOf, history } = await crashedStore(t, 60, 1_000);
  for (const ending of ['.ldb', 'MANIFEST', 'CURRENT']) {
    for (const index of (await filesOf(closed, ending)).keys()) {
      const copy = await copyOf(closed);
      await rm((await filesOf(copy, ending))[index] as string);
      const before = await readdir(join(copy, 'rows'));
      assert.equal(judge(await outcomeOf(copy), history), 'STATEFUN_STORE_DAMAGED', ending);
      const after = await readdir(join(copy, 'rows'));
      assert.deepEqual(
        before.filter((name) => !after.includes(name)),
        [],
        'no file went away',
      );
    }
  }
  const empty = await copyOf(closed);
  await rm(join(empty, 'rows'), { recursive: true });
  await mkdir(join(empty, 'rows'));
  assert.equal(judge(await outcomeOf(empty), history), 'STATEFUN_STORE_DAMAGED', 'an empty folder');
});

/** Writes records as LevelDB writes its log. */
function writeLog(records: readonly Buffer[]): Buffer {
  const out: Buffer[] = [];
  let length = 0;
  const add = (part: Buffer): void => {
    out.push(part);
    length += part.length;
  };
  for (const record of records) {
    for (let from = 0, first = true; first || from < record.length; first = false) {
      let left = LOG_BLOCK_BYTES - (length % LOG_BLOCK_BYTES);
      if (left < 7) {
        add(Buffer.alloc(left));
        left = LOG_BLOCK_BYTES;
      }
      const content = record.subarray(from, from + left - 7);
      from += content.length;
      const isLast = from === record.length;
      const fragment = Buffer.concat([Buffer.alloc(7), content]);
      fragment.writeUInt16LE(content.length, 4);
      fragment.writeUInt8(first ? (isLast ? 1 : 2) : isLast ? 4 : 3, 6);
      fragment.writeUInt32LE(masked(crc32c(fragment, 6, fragment.length)), 0);
      add(fragment);
    }
  }
  return Buffer.concat(out);
}
