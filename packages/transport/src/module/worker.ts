// The program of a thread that runs functions: it loads their module, and serves the stream protocol to the thread that
// started it.
import { registerHooks } from 'node:module';
import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import type { CallError } from '@statefun-ts/protocol';
import { StatefunError, StreamSession } from '@statefun-ts/protocol';
import { joined } from './worker-channel.ts';
import type { WorkerData } from './worker-channel.ts';

const LIMITS = { callsMax: 1024, bytesMax: 128 * 1024 * 1024, payloadBytesMax: 128 * 1024 * 1024 };

/** What is used of a `StateFun`, whichever copy of the SDK it is of. */
interface Functions {
  invoke(request: Uint8Array): Promise<Uint8Array>;
}

const isFunctions = (value: unknown): value is Functions =>
  typeof value === 'object' && value !== null && 'invoke' in value && typeof value.invoke === 'function';

/**
 * Where a program is wrong, if it is said: Node puts the place of what is no TypeScript before all else, and V8 what threw into the
 * first frame. Of what is no JavaScript nothing is said, but it was read last.
 */
function placeOf(error: unknown, readLast: string): string {
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  const place =
    /^(\S.*:\d+)\n/.exec(stack)?.[1] ??
    /\(?(file:\S+:\d+:\d+)\)?$/m.exec(stack)?.[1] ??
    (error instanceof SyntaxError ? readLast : undefined);
  return place === undefined ? '' : ` (${place.replace(/^file:\/\//, '')})`;
}

async function load(module: string): Promise<Functions> {
  let readLast = module;
  const hooks = registerHooks({
    load: (url, context, nextLoad) => {
      readLast = url;
      return nextLoad(url, context);
    },
  });
  const exported = await (
    import(pathToFileURL(module).href) as Promise<{ default?: unknown; statefun?: unknown }>
  ).catch((error: unknown) => {
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(`${why}${placeOf(error, readLast)}`, { cause: error });
  });
  hooks.deregister();
  // A CommonJS module is the default export of itself.
  const candidates = [exported.default, exported.statefun, (exported.default as typeof exported)?.statefun];
  const functions = candidates.find(isFunctions);
  if (functions !== undefined) return functions;
  throw new Error('it exports no StateFun, neither as default nor as statefun');
}

/** The statuses of plain requests. What a function threw is told: it stays in the process. */
function errorOf(error: unknown): CallError {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const status = code === 'STATEFUN_REQUEST_INVALID' ? 400 : code === 'STATEFUN_FUNCTION_UNBOUND' ? 503 : 500;
  const cause = error instanceof Error && error.cause instanceof Error ? ` ${error.cause.message}` : '';
  if (status === 500) console.error(error);
  return { status, text: (error instanceof Error ? error.message : String(error)) + cause };
}

const port = parentPort;
if (port === null) throw new StatefunError('STATEFUN_INTERNAL', 'This is the program of a worker thread.');
const functions = await load((workerData as WorkerData).module);
const session = new StreamSession({
  limits: LIMITS,
  invoke: (request) => functions.invoke(request),
  errorOf,
  pipe: {
    write: (pieces) => {
      const message = joined(pieces);
      port.postMessage(message, [message.buffer]);
    },
    end: () => port.close(),
    cut: (violation) => {
      throw violation;
    },
  },
});
port.on('message', (bytes: Uint8Array | null) => {
  if (bytes === null) session.callerEnded();
  else session.receive(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
});
