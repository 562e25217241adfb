import type { Debugger, NodeWorker, Runtime } from 'node:inspector';
import { Session } from 'node:inspector/promises';

/** A thread that was stopped where it is. */
export interface StoppedThread {
  readonly name: string;
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
  readonly name: string;
  post(method: string, params?: object): Promise<unknown>;
  on(method: string, listener: (params: unknown) => void): void;
}

/** Of the process: when a debugger listens, its user may have stopped what runs. */
const DEBUGGER = "process.getBuiltinModule('node:inspector').url()";

/**
 * Stops the main thread (0), or one that it started, also in a loop; undefined when a debugger listens. To be called from
 * another thread.
 */
export async function stop(threadId: number): Promise<StoppedThread | undefined> {
  const session = new Session();
  session.connectToMainThread();
  const { result: url } = await session.post('Runtime.evaluate', { expression: DEBUGGER });
  if (url.type !== 'undefined') {
    session.disconnect();
    return undefined;
  }
  const target = threadId === 0 ? mainThread(session) : await workerThread(session, threadId);
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
  return {
    name: target.name,
    place: frame === undefined ? 'an unknown place' : placeOf(frame, files),
    evaluate: async (expression) => {
      const params = { expression, returnByValue: true };
      const { result } = (await target.post('Runtime.evaluate', params)) as Runtime.EvaluateReturnType;
      return result.value;
    },
    resume: async () => {
      await target.post('Debugger.resume');
      await target.post('Debugger.disable');
      session.disconnect();
    },
    abort: () => {
      void session.post('Runtime.evaluate', { expression: 'process.abort()' });
    },
  };
}

function placeOf({ functionName, location }: Debugger.CallFrame, files: ReadonlyMap<string, string>): string {
  const { scriptId, lineNumber, columnNumber = 0 } = location;
  return `${functionName || 'a function'} (${files.get(scriptId)}:${lineNumber + 1}:${columnNumber + 1})`;
}

const mainThread = (session: Session): Target => ({
  name: 'the main thread',
  post: (method, params) => session.post(method, params),
  on: (method, listener) => {
    session.on(method, ({ params }: { params: unknown }) => listener(params));
  },
});

/** The main thread has the line to a thread that it started. */
async function workerThread(session: Session, threadId: number): Promise<Target> {
  const prefix = `[worker ${threadId}] `;
  const attached = Promise.withResolvers<NodeWorker.AttachedToWorkerEventDataType>();
  session.on('NodeWorker.attachedToWorker', ({ params }) => {
    if (params.workerInfo.title.startsWith(prefix)) attached.resolve(params);
  });
  await session.post('NodeWorker.enable', { waitForDebuggerOnStart: false });
  const { sessionId, workerInfo } = await attached.promise;
  const answers = new Map<number, (result: unknown) => void>();
  const listeners = new Map<string, (params: unknown) => void>();
  session.on('NodeWorker.receivedMessageFromWorker', ({ params }) => {
    if (params.sessionId !== sessionId) return;
    const message = JSON.parse(params.message) as WorkerMessage;
    if ('method' in message) listeners.get(message.method)?.(message.params);
    else answers.get(message.id)?.(message.result);
  });
  let commands = 0;
  return {
    name: `the thread of ${workerInfo.title.replace(prefix, '')}`,
    post: async (method, params) => {
      const id = ++commands;
      const answer = new Promise((resolve) => answers.set(id, resolve));
      const message = JSON.stringify({ id, method, params });
      await session.post('NodeWorker.sendMessageToWorker', { sessionId, message });
      return answer;
    },
    on: (method, listener) => {
      listeners.set(method, listener);
    },
  };
}

type WorkerMessage =
  { readonly method: string; readonly params: unknown } | { readonly id: number; readonly result: unknown };
