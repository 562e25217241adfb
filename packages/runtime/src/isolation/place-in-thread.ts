import type { Debugger } from 'node:inspector';
import { Session } from 'node:inspector/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { isMainThread } from 'node:worker_threads';

/** Of the process: when a debugger listens, its user may have stopped what runs. */
const DEBUGGER = "process.getBuiltinModule('node:inspector').url()";

/** A thread that runs stops at once; one that waits in the system does not. */
const LOOK_MS = 2_000;
const UNKNOWN = 'an unknown place';

/**
 * Where another thread of the process is, which is not the main one: its innermost function, with the file. It goes on. Undefined when a
 * debugger listens. The main thread has to be at work.
 */
export async function placeInThread(threadId: number): Promise<string | undefined> {
  const session = new Session();
  if (isMainThread) session.connect();
  else session.connectToMainThread();
  try {
    const { result: url } = await session.post('Runtime.evaluate', { expression: DEBUGGER });
    if (url.type !== 'undefined') return undefined;
    return await Promise.race([look(new Target(session, threadId)), sleep(LOOK_MS, UNKNOWN)]);
  } catch {
    return UNKNOWN;
  } finally {
    session.disconnect();
  }
}

/** Stops the thread for a moment. */
async function look(target: Target): Promise<string> {
  const files = new Map<string, string>();
  const paused = Promise.withResolvers<Debugger.PausedEventDataType>();
  target.on('Debugger.scriptParsed', (params) => {
    const { scriptId, url } = params as Debugger.ScriptParsedEventDataType;
    files.set(scriptId, url);
  });
  target.on('Debugger.paused', (params) => {
    paused.resolve(params as Debugger.PausedEventDataType);
    // At once: one that stands still when the line ends can't be ended any more.
    target.post('Debugger.resume');
    target.post('Debugger.disable');
  });
  await target.attached;
  target.post('Debugger.enable');
  target.post('Debugger.pause');
  const [frame] = (await paused.promise).callFrames;
  return frame === undefined ? UNKNOWN : placeOf(frame, files);
}

function placeOf({ functionName, location }: Debugger.CallFrame, files: ReadonlyMap<string, string>): string {
  const { scriptId, lineNumber, columnNumber = 0 } = location;
  return `${functionName || 'a function'} (${files.get(scriptId)}:${lineNumber + 1}:${columnNumber + 1})`;
}

/** A thread that commands go to and events come from, by way of the main thread. */
class Target {
  readonly #session: Session;
  readonly #listeners = new Map<string, (params: unknown) => void>();
  #sessionId: string | undefined;
  #commands = 0;
  /** Resolves when commands can go there. */
  readonly attached: Promise<void>;

  constructor(session: Session, threadId: number) {
    this.#session = session;
    const attached = Promise.withResolvers<void>();
    this.attached = attached.promise;
    session.on('NodeWorker.attachedToWorker', ({ params }) => {
      if (!params.workerInfo.title.startsWith(`[worker ${threadId}] `)) return;
      this.#sessionId = params.sessionId;
      attached.resolve();
    });
    session.on('NodeWorker.receivedMessageFromWorker', ({ params }) => {
      if (params.sessionId !== this.#sessionId) return;
      const { method, params: of } = JSON.parse(params.message) as { method?: string; params?: unknown };
      if (method !== undefined) this.#listeners.get(method)?.(of);
    });
    session.post('NodeWorker.enable', { waitForDebuggerOnStart: false }).catch(attached.reject);
  }

  on(method: string, listener: (params: unknown) => void): void {
    this.#listeners.set(method, listener);
  }

  /** Is on its way at once. What is answered is of no use. */
  post(method: string): void {
    const message = JSON.stringify({ id: ++this.#commands, method });
    const sessionId = this.#sessionId ?? '';
    this.#session.post('NodeWorker.sendMessageToWorker', { sessionId, message }).catch(() => undefined);
  }
}
