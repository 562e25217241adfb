import { extname } from 'node:path';
import { Worker, threadId } from 'node:worker_threads';
import { extensionAtWork } from '../guard/boundary.ts';

/** The program of the watching thread, beside this file: as a source, or built. */
const PROGRAM = new URL(`./watcher${extname(import.meta.url)}`, import.meta.url);

/** Nothing of ours holds a thread so long; what does is waited for in vain by brokers and services. */
const LOOP_MS = 30_000;
const BEATS_PER_LIMIT = 30;

/** Where a thread has what says which extension it is at, for who looks into it from outside. */
const AT_WORK = Symbol.for('statefun-ts.extension-at-work');

/** What a thread shows that it gives way by: it counts on. */
export interface Heartbeat {
  readonly beats: Int32Array;
  readonly everyMs: number;
}

/** What the watching thread is told. */
export type WatcherMessage =
  { readonly watch: number; readonly heartbeat: Heartbeat } | { readonly forget: number };

/** What it goes by. */
export interface WatcherData {
  readonly loopMs: number;
  /** An expression for a watched thread: which extension it is at. */
  readonly atWork: string;
}

let watcher: Worker | undefined;
let everyMs = 0;

/**
 * Watches the main thread for code of extensions that does not give way, from a thread beside it: code that loops for `loopMs` is
 * named on stderr with its place, and the process ends as by `kill -9`, since nothing else in its thread can go on. While a debugger
 * listens nothing happens: it may have stopped the code. Where it can't be watched, all else works. To be called in the main thread.
 */
export function watchForLoops({ loopMs = LOOP_MS }: { readonly loopMs?: number } = {}): void {
  if (watcher !== undefined) return;
  const workerData: WatcherData = { loopMs, atWork: `globalThis[Symbol.for('${AT_WORK.description}')]()` };
  try {
    // What is preloaded in other threads has no business here.
    watcher = new Worker(PROGRAM, { name: 'loop watcher', workerData, env: {}, execArgv: [] });
  } catch (error) {
    warn(error);
    return;
  }
  watcher.on('error', warn);
  watcher.unref();
  everyMs = loopMs / BEATS_PER_LIMIT;
  const heartbeat = makeHeartbeat();
  watchThread(threadId, heartbeat);
  beat(heartbeat);
}

const warn = (error: unknown): void => {
  process.emitWarning(`Loops in extensions will not be noticed: ${String(error)}`);
};

/** For a thread that is to be started; undefined when nothing is watched. */
export const newHeartbeat = (): Heartbeat | undefined => watcher && makeHeartbeat();

const makeHeartbeat = (): Heartbeat => ({
  beats: new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)),
  everyMs,
});

/** Watches a thread that was started with a heartbeat. */
export const watchThread = (id: number, heartbeat: Heartbeat): void => tell({ watch: id, heartbeat });

/** It has ended. */
export const forgetThread = (id: number): void => tell({ forget: id });

const tell = (message: WatcherMessage): void => watcher?.postMessage(message, []);

/** Shows from now on that this thread gives way. */
export function beat({ beats, everyMs: ms }: Heartbeat): void {
  Object.defineProperty(globalThis, AT_WORK, { value: extensionAtWork, configurable: true });
  setInterval(() => Atomics.add(beats, 0, 1), ms).unref();
}
