import { openStore, StoreError } from '../../src/index.ts';

/** Commits epochs until one fails; prints its number and the error's code. */
const store = await openStore({ directory: process.argv[2] ?? '', reserveBytes: 0 });
for (let epoch = 1; ; epoch++) {
  try {
    await store.commit(epoch, new Map([['row', Buffer.alloc(100_000, `${epoch} `)]]));
  } catch (error) {
    const code = error instanceof StoreError ? error.code : String(error);
    console.log(JSON.stringify({ epoch, code, kept: store.get('row')?.toString().split(' ')[0] }));
    break;
  }
}
await store.close();
