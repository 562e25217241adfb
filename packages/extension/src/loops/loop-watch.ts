import { url as debuggerUrl } from 'node:inspector';
import { extname } from 'node:path';
import { Worker, threadId } from 'node:worker_threads';
import { extensionAtWork } from '../guard/boundary.ts';

/** The program of the watching thread, beside this file: as a source, or built. */
const PROGRAM = new URL(`./watcher${extname(import.meta.url)}`, import.meta.url);

/** Nothing of ours holds a thread so long; what does is waited for in vain by brokers and services. */
const LOOP_MS = 30_000;
const BEATS_PER_LIMIT = 30;
/** Of the watching thread, which does next to nothing. */
const MEMORY = { maxYoungGenerationSizeMb: 1, maxOldGenerationSizeMb: 32 };

/** Where the thread has what says which extension it is at. */
const AT_WORK = 'statefun-ts.extension-at-work';

/** What the watching thread is told. */
export interface WatchedThread {
  /** Counts on, each `beatMs`, as long as the thread gives way. */
  readonly beats: Int32Array;
  readonly beatMs: number;
  readonly loopMs: number;
  readonly threadId: number;
  /** An expression for it: which extension it is at. */
  readonly atWork: string;
}

let isWatched = false;

/**
 * Watches this thread for code of extensions that does not give way, from a thread beside it: code that loops for `loopMs` is named
 * on stderr with its place, and the process ends as by `kill -9`, since nothing else in the thread can go on. Where a debugger
 * may stop the code, nothing is watched.
 */
export function watchForLoops({ loopMs = LOOP_MS }: { readonly loopMs?: number } = {}): void {
  if (isWatched) return;
  isWatched = true;
  const beats = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const beatMs = loopMs / BEATS_PER_LIMIT;
  setInterval(() => Atomics.add(beats, 0, 1), beatMs).unref();
  const value = (): string | undefined => (debuggerUrl() === undefined ? extensionAtWork() : undefined);
  Object.defineProperty(globalThis, Symbol.for(AT_WORK), { value });
  const atWork = `globalThis[Symbol.for('${AT_WORK}')]()`;
  const workerData: WatchedThread = { beats, beatMs, loopMs, threadId, atWork };
  const watcher = new Worker(PROGRAM, { name: 'loop watcher', workerData, resourceLimits: MEMORY });
  // Without it, all else works.
  watcher.on('error', () => undefined);
  watcher.unref();
}
