// A program with an extension that loops for ever: HOW it gets there, in THREAD: the main one or another.
import { Worker, isMainThread } from 'node:worker_threads';
import { importExtensions, watchForLoops } from '../../src/host.ts';
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
  'while it is loaded': () => importExtensions([{ name: './own.ts', url: 'data:text/javascript,for (;;);' }]),
  'not at all, ours works': () => boundary.enter(() => boundary.leave(() => setTimeout(work, 10))),
};

if (isMainThread && thread === 'another thread') {
  new Worker(new URL(import.meta.url), { name: 'shard 7', argv: process.argv.slice(2) }).ref();
} else {
  watchForLoops({ loopMs: 600 });
  // What is loaded takes its time, too.
  setTimeout(() => ways[how ?? '']?.(), 300);
}
