import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

type Command = readonly [program: string, ...args: string[]];

/** A service of the example: how to build and to run it, in its language's own way. */
export interface Service {
  readonly language: string;
  /** What a user has to install, when a command isn't there. */
  readonly needs: string;
  readonly build?: Command;
  readonly run: Command;
  readonly environment?: Readonly<Record<string, string>>;
}

const at = (path: string): string => join(import.meta.dirname, path);

const QUICKLY = ['-q', '-B', '-DskipTests', '-Dmaven.javadoc.skip', '-Dmaven.source.skip'];

/** In the order of their ports. */
export const SERVICES: readonly Service[] = [
  {
    language: 'Go',
    needs: 'Go 1.23 or later',
    build: ['go', '-C', at('go'), 'build', '-buildvcs=false', '-o', at('.statefun/go'), '.'],
    run: [at('.statefun/go')],
  },
  {
    language: 'Python',
    needs: 'Python 3.10 or later',
    run: ['python3', at('python/functions.py')],
    // As `pip install statefun-ts` would have it.
    environment: { PYTHONPATH: at('../../sdk-python/src') },
  },
  {
    language: 'Java',
    needs: 'a JDK of 17 or later, and Maven',
    build: ['mvn', ...QUICKLY, '-f', at('pom.xml'), '-pl', 'java', '-am', 'package'],
    run: ['java', '-cp', `${at('java/target/classes')}:${at('java/target/lib/*')}`, 'greetings.Main'],
  },
  {
    language: 'TypeScript',
    needs: 'Node 24 or later',
    run: [process.execPath, at('typescript/functions.ts')],
  },
];

/** Builds a service, if there is something to build. Throws an error that says what is missing or wrong. */
export async function build({ language, needs, build: command }: Service): Promise<void> {
  if (command === undefined) return;
  const [program, ...args] = command;
  // The runtime's standard output is its own.
  const child = spawn(program, args, { stdio: ['ignore', 2, 2] });
  const [code] = (await once(child, 'exit').catch((error: Error) => {
    throw new Error(`The service in ${language} needs ${needs}: ${error.message}`);
  })) as [number | null];
  if (code !== 0) throw new Error(`The service in ${language} can't be built: it needs ${needs}.`);
}

/** Starts a service; `onEnd` is told when it ends by itself. */
export function start(service: Service, port: string, onEnd: (problem: string) => void): ChildProcess {
  const { language, needs, run, environment } = service;
  const [program, ...args] = run;
  const env = { ...process.env, ...environment, PORT: port };
  // In a group of its own: Ctrl-C ends the runtime first, and then we end the services that it calls.
  const child = spawn(program, args, { stdio: 'inherit', env, detached: true });
  child.once('error', (error) => onEnd(`The service in ${language} needs ${needs}: ${error.message}`));
  child.once('exit', (code, signal) => {
    if (!child.killed) onEnd(`The service in ${language} has ended (${String(code ?? signal)}).`);
  });
  return child;
}

/** Ends a service, and waits for its end. */
export async function end(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
}
