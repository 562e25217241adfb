import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '../src/index.ts';

/**
 * What an epoch costs: 100 invocations of one get, three puts and one delete each.
 * `node packages/store/bench/commit.ts [epochs]`; the results are in docs/store.md.
 */
const EPOCHS = Number(process.argv[2] ?? 2000);
const WARM_UP_EPOCHS = 100;
const INVOCATIONS = 100;
const ADDRESSES = 100_000;
const WAITING = 3_000;

const directory = await mkdtemp(join(tmpdir(), 'statefun-bench-'));
const store = await openStore({ directory });
const state = Buffer.alloc(200, '{"name":"someone","visits":17,"seen":["2026-11-01","2026-11-02"]}');
const commitMs: number[] = [];
let [getMs, prepareMs, mail] = [0, 0, 0];
let cpu = process.cpuUsage();
let started = performance.now();

for (let epoch = 1; epoch <= EPOCHS + WARM_UP_EPOCHS; epoch++) {
  if (epoch === WARM_UP_EPOCHS + 1) {
    [getMs, prepareMs, commitMs.length] = [0, 0, 0];
    [cpu, started] = [process.cpuUsage(), performance.now()];
  }
  const writes = new Map<string, Uint8Array | null>();
  let mark = performance.now();
  for (let count = 0; count < INVOCATIONS; count++, mail++) {
    const id = `user-${Math.floor(Math.random() * ADDRESSES)}`;
    const key = `s00a1f:example/greeter5:count${id}`;
    store.get(key);
    writes.set(key, state);
    writes.set(`m00a1f:example/greeter${id}`, state.subarray(0, 20));
    writes.set(`q00a1f:example/greeter${mail.toString(36).padStart(11, '0')}`, state.subarray(0, 120));
    writes.set(`q00a1f:example/greeter${(mail - WAITING).toString(36).padStart(11, '0')}`, null);
  }
  getMs += performance.now() - mark;
  mark = performance.now();
  const commit = store.commit(epoch, writes);
  prepareMs += performance.now() - mark;
  await commit;
  commitMs.push(performance.now() - mark);
}

const seconds = (performance.now() - started) / 1000;
const used = process.cpuUsage(cpu);
commitMs.sort((a, b) => a - b);
const percentile = (part: number): string => (commitMs[Math.floor(EPOCHS * part)] ?? 0).toFixed(2);
const invocations = EPOCHS * INVOCATIONS;
console.log(
  [
    `epochs ${EPOCHS} of ${INVOCATIONS} invocations, ${Math.round(invocations / seconds)} invocations/s`,
    `commit ms: p50 ${percentile(0.5)}, p99 ${percentile(0.99)}, max ${percentile(0.999999)}`,
    `main thread: ${((prepareMs * 1000) / invocations / 4).toFixed(2)} us a row written, ` +
      `${(((getMs + prepareMs) * 1000) / invocations).toFixed(1)} us an invocation`,
    `process CPU: ${((used.user + used.system) / invocations).toFixed(1)} us an invocation`,
  ].join('\n'),
);
await store.close();
await rm(directory, { recursive: true });
