import type { ExtensionLocation, ExtensionSummary } from '@statefun-ts/extension/host';
import type { ExtensionComponent, JsonSchema, Module, ModuleFile, Problem } from '@statefun-ts/module';
import { moduleJsonSchema, parseModule } from '@statefun-ts/module';
import type { ErrorCode } from '@statefun-ts/protocol';
import { StatefunError } from '@statefun-ts/protocol';
import { readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { MessageChannel } from 'node:worker_threads';
import type { MessagePort } from 'node:worker_threads';
import type { Heartbeat } from './isolation/watched-thread.ts';
import { LOOP_MS, WatchedThread } from './isolation/watched-thread.ts';
import { createRegistry } from './registry.ts';

/** The program of the threads, beside this file: as a source, or built. */
const PROGRAM = new URL(`./isolation/inner/reading-worker${extname(import.meta.url)}`, import.meta.url);

/** What `${…}` in a module file stands for. */
export const VARIABLES = { env: process.env, readFile: (path: string): string => readFileSync(path, 'utf8') };

/** An extension that is wanted, and the component of a module that wants it. */
export interface WantedExtension extends ExtensionLocation {
  readonly component?: ExtensionComponent;
}

/** What module files say. */
export interface ReadModule {
  /** Present when there is no error. */
  readonly module?: Module;
  readonly problems: readonly Problem[];
  /** Those that could be loaded. */
  readonly extensions: readonly ExtensionSummary[];
}

/** What a thread is told at its start. Without sources, the JSON Schema is wanted. */
export interface ReadingData {
  readonly sources: readonly ModuleFile[] | undefined;
  readonly wanted: readonly WantedExtension[];
  readonly shared: Int32Array;
  /** Where the answer goes. */
  readonly answer: MessagePort;
  readonly heartbeat: Heartbeat;
}

/** What a thread says. */
export type ReadingAnswer =
  | { readonly read: ReadModule }
  | { readonly schema: JsonSchema }
  | { readonly fault: { readonly code: ErrorCode; readonly message: string } };

/** Where the number of the extension stands that is being loaded, from 1 on. */
export const LOADING = 1;

/** Tests shorten it. */
interface ReadOptions {
  readonly loopMs?: number;
}

/**
 * Validates module files, in the built-in kinds and those of extensions: where there are any, in a thread of its own, since
 * their code runs. An extension that a component wants and that can't be loaded is a problem of it. Rejects with
 * `STATEFUN_EXTENSION_UNREADABLE`, `…_INVALID`, `…_FAILED` or `…_LOOPS` for others.
 */
export async function readModuleFiles(
  sources: readonly ModuleFile[],
  wanted: readonly WantedExtension[],
  options: ReadOptions = {},
): Promise<ReadModule> {
  if (wanted.length === 0)
    return { ...parseModule(sources, VARIABLES, createRegistry().kinds), extensions: [] };
  const answer = await inThread({ sources, wanted }, options);
  if ('read' in answer) return answer.read;
  throw new StatefunError('STATEFUN_INTERNAL', 'A module was to be read.');
}

/** The JSON Schema of module files, with the kinds of extensions. Rejects as `readModuleFiles` does. */
export async function readSchema(
  wanted: readonly WantedExtension[],
  options: ReadOptions = {},
): Promise<JsonSchema> {
  if (wanted.length === 0) return moduleJsonSchema(createRegistry().kinds);
  const answer = await inThread({ sources: undefined, wanted }, options);
  if ('schema' in answer) return answer.schema;
  throw new StatefunError('STATEFUN_INTERNAL', 'A schema was to be read.');
}

async function inThread(
  data: Pick<ReadingData, 'sources' | 'wanted'>,
  { loopMs = LOOP_MS }: ReadOptions,
): Promise<Exclude<ReadingAnswer, { fault: unknown }>> {
  const shared = new Int32Array(new SharedArrayBuffer((LOADING + 1) * Int32Array.BYTES_PER_ELEMENT));
  const answered = Promise.withResolvers<ReadingAnswer>();
  const { port1, port2 } = new MessageChannel();
  port1.once('message', (answer: ReadingAnswer) => answered.resolve(answer));
  const thread = new WatchedThread({
    program: PROGRAM,
    name: 'reading',
    workerData: { ...data, shared, answer: port2 },
    transferList: [port2],
    shared,
    loopMs,
    subject: () => subjectOf(data.wanted, Atomics.load(shared, LOADING)),
    over: answered.reject,
  });
  try {
    const answer = await answered.promise;
    if ('fault' in answer) throw new StatefunError(answer.fault.code, answer.fault.message);
    return answer;
  } finally {
    // What the extensions wrote to the console is on its way.
    await nextTurn();
    port1.close();
    thread.end();
  }
}

const subjectOf = (wanted: readonly WantedExtension[], loading: number): string => {
  const names = loading === 0 ? wanted.map(({ name }) => name) : [wanted[loading - 1]?.name];
  return `The extension ${[...new Set(names)].join(' or ')}`;
};
