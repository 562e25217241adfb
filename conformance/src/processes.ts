import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';

const STATEFUN = fileURLToPath(new URL('../../packages/cli/bin/statefun.js', import.meta.url));

/** A child process that was waited for until it said that it is ready. */
export class Service {
  readonly child: ChildProcess;
  /** What it printed until it was ready. */
  readonly output: string;

  constructor(child: ChildProcess, output: string) {
    this.child = child;
    this.output = output;
  }

  /** Ends it by a signal, and waits for its end. */
  async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
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
  let output = '';
  await new Promise<void>((resolve, reject) => {
    const read = (data: Buffer): void => {
      output += data.toString();
      if (ready.test(output)) resolve();
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.on('error', reject);
    child.on('exit', (code, signal) => reject(new Error(`${command} ended (${code ?? signal}):\n${output}`)));
  });
  return new Service(child, output);
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

/** A port that is free now. */
export const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
};
