import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const STATEFUN = fileURLToPath(new URL('../../packages/cli/bin/statefun.js', import.meta.url));

/** Of what a process printed, the last of it is kept, for error messages. */
const OUTPUT_CHARACTERS_MAX = 64 * 1024;

const running = new Set<ChildProcess>();
const endAll = (): void => {
  for (const child of running) child.kill('SIGKILL');
};
process.on('exit', endAll);
// A test that hangs is ended by SIGTERM; what it started must end with it.
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => process.exit(1));

/** A child process that was waited for until it said that it is ready. It ends with this process. */
export class Service {
  readonly child: ChildProcess;
  #output = '';

  constructor(child: ChildProcess) {
    this.child = child;
    const read = (data: Buffer): void => {
      this.#output = (this.#output + data.toString()).slice(-OUTPUT_CHARACTERS_MAX);
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    running.add(child);
    child.once('exit', () => running.delete(child));
  }

  /** The last of what it printed. */
  get output(): string {
    return this.#output;
  }

  get hasEnded(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  /** Ends it by a signal, and waits for its end. */
  async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    if (this.hasEnded) return;
    const exited = once(this.child, 'exit');
    this.child.kill(signal);
    await exited;
  }
}

/** Starts a process, and waits until its output matches. */
export const startService = async (
  command: string,
  args: readonly string[],
  ready: RegExp,
): Promise<Service> => {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const service = new Service(child);
  await new Promise<void>((resolve, reject) => {
    const read = (): void => {
      if (!ready.test(service.output)) return;
      child.stdout.off('data', read);
      child.stderr.off('data', read);
      resolve();
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('error', reject);
    child.once('exit', (code, signal) =>
      reject(new Error(`${command} ended (${code ?? signal}):\n${service.output}`)),
    );
  });
  return service;
};

/** Starts the runtime as a user would, and waits until it is ready. */
export const startStatefun = (
  moduleFile: string,
  dataFolder: string,
  settings: readonly string[] = [],
): Promise<Service> =>
  startService(
    process.execPath,
    [
      STATEFUN,
      'run',
      '--module',
      moduleFile,
      '--data',
      dataFolder,
      '--admin-port',
      '0',
      '--log-format',
      'json',
      ...settings,
    ],
    /\bready\b/i,
  );
