// The thread beside one that runs extensions. It can look into that one while it loops, as a debugger does.
import { writeSync } from 'node:fs';
import { workerData } from 'node:worker_threads';
import type { WatchedThread } from './loop-watch.ts';
import { stop } from './stopped-thread.ts';

const { beats, beatMs, loopMs, threadId, atWork } = workerData as WatchedThread;
const STDERR = 2;

let last = Atomics.load(beats, 0);
let silentMs = 0;
let isLooking = false;
// Its own time counts: a machine that slept woke up for both.
setInterval(() => {
  const now = Atomics.load(beats, 0);
  silentMs = now === last ? silentMs + beatMs : 0;
  last = now;
  if (silentMs < loopMs || isLooking) return;
  isLooking = true;
  void look(now).finally(() => {
    isLooking = false;
    silentMs = 0;
  });
}, beatMs);

/** A thread that waits in the system is stopped only when it comes back from there. */
async function look(beat: number): Promise<void> {
  const thread = await stop(threadId);
  const extension = await thread.evaluate(atWork);
  if (typeof extension !== 'string' || Atomics.load(beats, 0) !== beat) {
    await thread.resume();
    return;
  }
  const which = threadId === 0 ? 'the main thread' : `the thread of ${thread.name}`;
  writeSync(
    STDERR,
    `STATEFUN_EXTENSION_LOOPS: The extension ${extension} has not let go of ${which} for ${loopMs / 1000} s, ` +
      `at ${thread.place}. Nothing else can go on there, so the process ends. What was confirmed is in the store, and the next start ` +
      `goes on with it. Let the extension await something in its loop.\n`,
  );
  process.kill(process.pid, 'SIGKILL');
}
