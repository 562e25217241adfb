// The thread beside the main one. It can look into that while it loops, as a debugger does.
import { writeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { workerData } from 'node:worker_threads';
import type { WatcherData } from './loop-watch.ts';
import { Silence } from './silence.ts';
import { stopMainThread } from './stopped-thread.ts';
import type { StoppedThread } from './stopped-thread.ts';

const { loopMs, beats, everyMs, atWork } = workerData as WatcherData;

/** A loop is the same extension's each time. */
const LOOKS = 3;
const STDERR = 2;

const silence = new Silence(beats, loopMs, everyMs);
let isLooking = false;
setInterval(() => {
  if (!silence.lasts() || isLooking) return;
  isLooking = true;
  const since = Atomics.load(beats, 0);
  void look(() => Atomics.load(beats, 0) === since).finally(() => {
    isLooking = false;
    silence.begin();
  });
}, everyMs);

/** Ends the process if a silent thread is at an extension. One that waits in the system is seen when it comes back from there. */
async function look(isSilent: () => boolean): Promise<void> {
  let culprit: unknown;
  for (let looks = 1; ; looks++) {
    const thread = await stopMainThread();
    if (thread === undefined) return;
    const extension = await thread.evaluate(atWork);
    culprit ??= extension;
    const isStuck = isSilent() && typeof extension === 'string' && extension === culprit;
    if (isStuck && looks === LOOKS) await end(thread, extension);
    await thread.resume();
    if (!isStuck) return;
    await sleep(everyMs);
  }
}

async function end(thread: StoppedThread, extension: string): Promise<never> {
  const message =
    `STATEFUN_EXTENSION_LOOPS: The extension ${extension} has not let go of the main thread for ${loopMs / 1000} s, ` +
    `at ${thread.place}. Nothing else can go on there, so the process ends. What was confirmed is in the store, and the next start ` +
    'goes on with it. Let the extension await a timer, or input or output, in its loop.\n';
  try {
    writeSync(STDERR, message);
  } finally {
    process.kill(process.pid, 'SIGKILL');
    // The first process of a container can't kill itself.
    thread.abort();
  }
  return new Promise(() => undefined);
}
