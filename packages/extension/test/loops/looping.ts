// A program with an extension that loops for ever: HOW it gets there, in THREAD: the main one or another.
import { Worker, isMainThread, workerData } from 'node:worker_threads';
import { amid, beat, importExtensions, newHeartbeat, watchForLoops, watchThread } from '../../src/host.ts';
import type { Heartbeat } from '../../src/host.ts';
import { Boundary } from '../../src/guard/boundary.ts';

const [, , how, thread] = process.argv;
const boundary = new Boundary('./own.ts');

const loop = (): never => {
  for (;;);
};

const work = (): void => {
  const endMs = Date.now() + 2000;
  while (Date.now() < endMs);
};

const ways: Readonly<Record<string, () => unknown>> = {
  'in a call': () => boundary.ask('It', loop),
  'after a while': () =>
    boundary.settle('It', 60_000, async () => {
      await new Promise((resolve) => setTimeout(resolve, 10));
      loop();
    }),
  'in a timer': () => boundary.enter(() => setTimeout(loop, 10)),
  'in a schema': () => amid(['./own.ts'], loop),
  // oxlint-disable-next-line unicorn/no-thenable
  'in a then of its own': () => boundary.settle('It', 60_000, () => ({ then: loop })),
  'while it is loaded': () => importExtensions([{ name: './own.ts', url: 'data:text/javascript,for (;;);' }]),
  'not at all, ours works': () => boundary.enter(() => boundary.leave(() => setTimeout(work, 10))),
};

if (isMainThread) watchForLoops({ loopMs: 600 });
if (isMainThread && thread === 'another thread') {
  const heartbeat = newHeartbeat();
  const argv = process.argv.slice(2);
  const worker = new Worker(new URL(import.meta.url), { name: 'shard 7', argv, workerData: heartbeat });
  if (heartbeat !== undefined) watchThread(worker.threadId, heartbeat);
} else {
  if (!isMainThread) beat(workerData as Heartbeat);
  // What is loaded takes its time, too.
  setTimeout(() => ways[how ?? '']?.(), 300);
}
