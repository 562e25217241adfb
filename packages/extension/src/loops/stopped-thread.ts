import type { Debugger, Runtime } from 'node:inspector';
import { Session } from 'node:inspector/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { isMainThread } from 'node:worker_threads';

/** A thread that was stopped where it is. */
export interface StoppedThread {
  /** The innermost function that runs, with its file. */
  readonly place: string;
  /** What an expression is there. Its value must be one of JSON's. */
  evaluate(expression: string): Promise<unknown>;
  resume(): Promise<void>;
  /** Ends the process at once. */
  abort(): void;
}

/** What commands go to and events come from: the main thread, or another one by way of it. */
interface Target {
  post(method: string, params?: object): Promise<unknown>;
  on(method: string, listener: (params: unknown) => void): void;
}

/** Of the process: when a debugger listens, its user may have stopped what runs. */
const DEBUGGER = "process.getBuiltinModule('node:inspector').url()";

/** A thread that runs stops at once; one that waits in the system does not. */
const LOOK_MS = 2_000;

/** Stops the main thread, also in a loop; undefined when a debugger listens. To be called from another thread. */
export async function stopMainThread(): Promise<StoppedThread | undefined> {
  const session = await open();
  if (session === undefined) return undefined;
  const target: Target = {
    post: (method, params) => session.post(method, params),
    on: (method, listener) => {
      session.on(method, ({ params }: { params: unknown }) => listener(params));
    },
  };
  const place = await stopped(target);
  return {
    place,
    evaluate: async (expression) => {
      const params = { expression, returnByValue: true };
      const { result } = (await target.post('Runtime.evaluate', params)) as Runtime.EvaluateReturnType;
      return result.value;
    },
    resume: async () => {
      await goOn(target);
      session.disconnect();
    },
    abort: () => {
      void session.post('Runtime.evaluate', { expression: 'process.abort()' });
    },
  };
}

/**
 * Where another thread of the process is, which is not the main one: its innermost function, with the file. It goes on. Undefined when a
 * debugger listens. The main thread has to be at work.
 */
export async function placeInThread(threadId: number): Promise<string | undefined> {
  const session = await open();
  if (session === undefined) return undefined;
  const target = workerThread(session, threadId);
  try {
    return await Promise.race([stopped(target), sleep(LOOK_MS, UNKNOWN)]);
  } finally {
    // A thread that stands still when the line ends can't be ended any more.
    goOn(target).catch(() => undefined);
    session.disconnect();
  }
}

const UNKNOWN = 'an unknown place';

/** A line to the main thread; undefined when a debugger listens. */
async function open(): Promise<Session | undefined> {
  const session = new Session();
  if (isMainThread) session.connect();
  else session.connectToMainThread();
  const { result: url } = await session.post('Runtime.evaluate', { expression: DEBUGGER });
  if (url.type === 'undefined') return session;
  session.disconnect();
  return undefined;
}

/** Stops it; resolves to the place where it is. */
async function stopped(target: Target): Promise<string> {
  const files = new Map<string, string>();
  const paused = Promise.withResolvers<Debugger.PausedEventDataType>();
  target.on('Debugger.scriptParsed', (params) => {
    const { scriptId, url } = params as Debugger.ScriptParsedEventDataType;
    files.set(scriptId, url);
  });
  target.on('Debugger.paused', (params) => paused.resolve(params as Debugger.PausedEventDataType));
  await target.post('Debugger.enable');
  await target.post('Debugger.pause');
  const [frame] = (await paused.promise).callFrames;
  return frame === undefined ? UNKNOWN : placeOf(frame, files);
}

/** Both are on their way at once: nobody may answer. */
async function goOn(target: Target): Promise<void> {
  await Promise.all([target.post('Debugger.resume'), target.post('Debugger.disable')]);
}

function placeOf({ functionName, location }: Debugger.CallFrame, files: ReadonlyMap<string, string>): string {
  const { scriptId, lineNumber, columnNumber = 0 } = location;
  return `${functionName || 'a function'} (${files.get(scriptId)}:${lineNumber + 1}:${columnNumber + 1})`;
}

/** The main thread has the line to all others. */
function workerThread(session: Session, threadId: number): Target {
  const prefix = `[worker ${threadId}] `;
  const answers = new Map<number, (result: unknown) => void>();
  const listeners = new Map<string, (params: unknown) => void>();
  const attached = Promise.withResolvers<string>();
  let sessionId: string | undefined;
  session.on('NodeWorker.attachedToWorker', ({ params }) => {
    if (!params.workerInfo.title.startsWith(prefix)) return;
    sessionId = params.sessionId;
    attached.resolve(sessionId);
  });
  session.on('NodeWorker.receivedMessageFromWorker', ({ params }) => {
    if (params.sessionId !== sessionId) return;
    const message = JSON.parse(params.message) as WorkerMessage;
    if ('method' in message) listeners.get(message.method)?.(message.params);
    else answers.get(message.id)?.(message.result);
  });
  session.post('NodeWorker.enable', { waitForDebuggerOnStart: false }).catch(attached.reject);
  let commands = 0;
  return {
    post: async (method, params) => {
      const id = ++commands;
      const answer = new Promise((resolve) => answers.set(id, resolve));
      const message = JSON.stringify({ id, method, params });
      const to = sessionId ?? (await attached.promise);
      await session.post('NodeWorker.sendMessageToWorker', { sessionId: to, message });
      return answer;
    },
    on: (method, listener) => {
      listeners.set(method, listener);
    },
  };
}

type WorkerMessage =
  { readonly method: string; readonly params: unknown } | { readonly id: number; readonly result: unknown };
