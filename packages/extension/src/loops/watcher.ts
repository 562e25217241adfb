// The thread beside those that run extensions. It can look into one while it loops, as a debugger does.
import { writeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import type { Heartbeat, WatcherData, WatcherMessage } from './loop-watch.ts';
import { stop } from './stopped-thread.ts';
import type { StoppedThread } from './stopped-thread.ts';

const { loopMs, atWork } = workerData as WatcherData;

/** A loop is the same extension's each time. */
const LOOKS = 3;
const STDERR = 2;

const watches = new Map<number, NodeJS.Timeout>();

parentPort?.on('message', (message: WatcherMessage) => {
  if ('watch' in message) watches.set(message.watch, watch(message.watch, message.heartbeat));
  else {
    clearInterval(watches.get(message.forget));
    watches.delete(message.forget);
  }
});

function watch(threadId: number, { beats, everyMs }: Heartbeat): NodeJS.Timeout {
  let last = Atomics.load(beats, 0);
  let silentMs = 0;
  let isLooking = false;
  // Its own time counts: a machine that slept woke up for both.
  return setInterval(() => {
    const now = Atomics.load(beats, 0);
    silentMs = now === last ? silentMs + everyMs : 0;
    last = now;
    if (silentMs < loopMs || isLooking) return;
    isLooking = true;
    const isSilent = (): boolean => Atomics.load(beats, 0) === now;
    void look(threadId, isSilent, everyMs).finally(() => {
      isLooking = false;
      silentMs = 0;
    });
  }, everyMs);
}

/** Ends the process if a silent thread is at an extension. One that waits in the system is seen when it comes back from there. */
async function look(threadId: number, isSilent: () => boolean, everyMs: number): Promise<void> {
  let culprit: unknown;
  for (let looks = 1; ; looks++) {
    const thread = await stop(threadId);
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
    `STATEFUN_EXTENSION_LOOPS: The extension ${extension} has not let go of ${thread.name} for ${loopMs / 1000} s, ` +
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
