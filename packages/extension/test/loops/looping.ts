// A program with an extension that loops for ever in the main thread: HOW it gets there.
import { Boundary, amid, importExtensions, watchForLoops } from '../../src/host.ts';

const [, , how] = process.argv;
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

watchForLoops({ loopMs: 600 });
// What is loaded takes its time, too.
setTimeout(() => ways[how ?? '']?.(), 300);
