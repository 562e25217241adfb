import { randomFillSync } from 'node:crypto';
import { rmSync, statfsSync, truncateSync, writeFileSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { StoreError, openStore, readStore } from '../../src/index.ts';
import type { StoreReader } from '../../src/index.ts';

/** Runs a store into a full disk and out again, on the small file system given, and prints what it saw. */
const disk = process.argv[2] ?? '';
const MIB = 1024 * 1024;
const directory = join(disk, 'store');
const ballast = join(disk, 'ballast');
const options = { directory, reserveBytes: 24 * MIB };
const free = (): number => statfsSync(disk).bavail * statfsSync(disk).bsize;

const codeOf = async (attempt: Promise<unknown>): Promise<string> =>
  attempt.then(
    () => 'done',
    (error: unknown) => (error instanceof StoreError ? error.code : String(error)),
  );

/** The epoch, when every row is of that epoch. */
const wholeEpoch = (store: StoreReader): number => {
  const numbers = [0, 1, 2, 3].map((row) => Buffer.from(store.get(`row/${row}`) ?? []).readUInt32LE());
  return numbers.every((number) => number === store.epoch) ? store.epoch : -1;
};

const writesOf = (epoch: number): Map<string, Buffer> => {
  const value = randomFillSync(Buffer.alloc(100_000));
  value.writeUInt32LE(epoch);
  const rows = [0, 1, 2, 3, `${epoch}/more`].map((row) => [`row/${row}`, value] as const);
  return new Map(rows);
};

writeFileSync(ballast, Buffer.alloc(free() - 4 * MIB));
const created = await codeOf(openStore(options));
truncateSync(ballast, 20 * MIB);
const store = await openStore(options);

let told = 0;
let failed = 'done';
while (failed === 'done') {
  failed = await codeOf(store.commit(told + 1, writesOf(told + 1)));
  if (failed === 'done') told++;
}
const whileOpen = {
  failedAgain: await codeOf(store.commit(told + 1, writesOf(told + 1))),
  stillReads: wholeEpoch(store) - told,
};
await store.close();
writeFileSync(join(disk, 'greedy'), '');
// Whatever is left is taken: only the reserve can help.
for (let left = free(); left > 0; left = free()) {
  writeFileSync(join(disk, 'greedy'), Buffer.alloc(left), { flag: 'a' });
}
const openFull = [await codeOf(openStore(options)), await codeOf(openStore(options))];
const readFull = (await readStore(directory, async (reader) => wholeEpoch(reader))) - told;
rmSync(ballast);
rmSync(join(disk, 'greedy'));
const again = await openStore(options);
const afterRoom = wholeEpoch(again) - told;
const commits = await codeOf(again.commit(again.epoch + 1, writesOf(again.epoch + 1)));
const reserveBytes = (await stat(join(directory, 'reserve'))).size;
await again.close();
const files = (await readdir(directory)).toSorted();
const afterwards = { openFull, readFull, afterRoom, commits, reserveBytes, files };
console.log(JSON.stringify({ told, created, failed, ...whileOpen, ...afterwards }));
