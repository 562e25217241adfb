import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';

import { officialPython } from './python.ts';

const at = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));

export const VECTORS_FILE = at('conformance/vectors/vectors.json');

/** A vector as it is in the file; vectors/README.md says what each field means. */
export interface SharedVector {
  readonly name: string;
  readonly request: string;
  readonly reply?: string;
}

export const readVectors = (): readonly SharedVector[] =>
  JSON.parse(readFileSync(VECTORS_FILE, 'utf8')) as readonly SharedVector[];

/** The hex of what a vector's file writes in parts, with repetitions as `hex*times`. */
export const hexOf = (parts: string): string =>
  parts
    .split(' ')
    .map((part) => {
      const [unit = '', times = 1] = part.split('*');
      return unit.repeat(Number(times));
    })
    .join('');

/** What an SDK answers to requests, all in hex: undefined where it fails. */
export type Answer = (requests: readonly string[]) => Promise<readonly (string | undefined)[]>;

/** The functions of sdk-python/tests, with the official SDK, in a process of its own. */
const python: Answer = async (requests) => {
  const child = spawn(officialPython(), [at('sdk-python/tests/vector_functions.py')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  for (const request of requests) child.stdin.write(`${request}\n`);
  child.stdin.end();
  const answers: (string | undefined)[] = [];
  for await (const line of createInterface(child.stdout)) {
    answers.push(line.startsWith('error: ') ? undefined : line);
  }
  await ended;
  return answers;
};

interface Handler {
  handle(request: unknown, response: unknown): Promise<void>;
}

/** The functions of packages/sdk/test, with the official SDK. */
const javascript: Answer = async (requests) => {
  const require = createRequire(import.meta.url);
  const functionsOf = require(at('packages/sdk/test/fixtures/vector-functions.cjs')) as (
    api: unknown,
  ) => Handler;
  const statefun = functionsOf(require('apache-flink-statefun'));
  const answers: (string | undefined)[] = [];
  for (const request of requests) {
    let status = 0;
    let reply: Uint8Array = new Uint8Array(0);
    await statefun.handle(Readable.from([Buffer.from(request, 'hex')]), {
      writeHead: (code: number) => void (status = code),
      end: (bytes?: Uint8Array) => void (reply = bytes ?? reply),
    });
    answers.push(status === 200 ? Buffer.from(reply).toString('hex') : undefined);
  }
  return answers;
};

/** The official SDKs that run the vectors. */
export const OFFICIAL_ANSWERS: Readonly<Record<'Python' | 'JavaScript', Answer>> = {
  Python: python,
  JavaScript: javascript,
};
