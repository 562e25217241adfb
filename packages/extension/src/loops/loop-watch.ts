import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { extensionAtWork } from '../guard/boundary.ts';

/** The program of the watching thread, beside this file: as a source, or built. */
const PROGRAM = new URL(`./watcher${extname(import.meta.url)}`, import.meta.url);

/** Nothing of ours holds a thread so long; what does is waited for in vain by brokers and services. */
export const LOOP_MS = 30_000;
const BEATS_PER_LIMIT = 30;

/** Where the thread has what says which extension it is at, for who looks into it from outside. */
const AT_WORK = Symbol.for('statefun-ts.extension-at-work');

/** What the watching thread goes by. */
export interface WatcherData {
  readonly loopMs: number;
  /** The main thread shows that it gives way: it counts on. */
  readonly beats: Int32Array;
  readonly everyMs: number;
  /** An expression for the main thread: which extension it is at. */
  readonly atWork: string;
}

let isWatching = false;

/**
 * Watches the main thread for code of extensions that does not give way, from a thread beside it: code that loops for `loopMs` is
 * named on stderr with its place, and the process ends as by `kill -9`, since nothing else in the thread can go on. While a debugger
 * listens nothing happens: it may have stopped the code. Where it can't be watched, all else works. To be called in the main thread.
 */
export function watchForLoops({ loopMs = LOOP_MS }: { readonly loopMs?: number } = {}): void {
  if (isWatching) return;
  isWatching = true;
  const beats = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const everyMs = loopMs / BEATS_PER_LIMIT;
  const atWork = `globalThis[Symbol.for('${AT_WORK.description}')]()`;
  const workerData: WatcherData = { loopMs, beats, everyMs, atWork };
  try {
    // What is preloaded in other threads has no business here.
    const watcher = new Worker(PROGRAM, { name: 'loop watcher', workerData, env: {}, execArgv: [] });
    watcher.on('error', warn);
    watcher.unref();
  } catch (error) {
    warn(error);
    return;
  }
  Object.defineProperty(globalThis, AT_WORK, { value: extensionAtWork, configurable: true });
  setInterval(() => Atomics.add(beats, 0, 1), everyMs).unref();
}

const warn = (error: unknown): void => {
  process.emitWarning(`Loops in extensions will not be noticed: ${String(error)}`);
};
