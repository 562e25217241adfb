import { writeSync } from 'node:fs';
import { openStore } from '../../src/index.ts';

/**
 * Commits epochs as fast as it can, until it is killed. Each writes its number to many rows, some of them large,
 * adds one to a counter, and takes the row away that the epoch before left. Prints each epoch once it is durable.
 */
const [directory = '', rows = ''] = process.argv.slice(2);
const store = await openStore({ directory, reserveBytes: 0 });
writeSync(1, `open ${store.epoch}\n`);
for (let epoch = store.epoch + 1; ; epoch++) {
  const number = Buffer.from(`${epoch}`);
  const counter = Number(store.get('counter')?.toString() ?? 0) + 1;
  const writes = new Map<string, Buffer | null>([
    ['counter', Buffer.from(`${counter}`)],
    [`queue/${epoch}`, number],
    [`queue/${epoch - 1}`, null],
  ]);
  for (let row = 0; row < Number(rows); row++) {
    writes.set(`row/${row}`, row % 10 === 0 ? Buffer.concat([number, Buffer.alloc(5_000, ' ')]) : number);
  }
  await store.commit(epoch, writes);
  writeSync(1, `${epoch}\n`);
}
