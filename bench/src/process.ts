import type { ChildProcess } from 'node:child_process';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, readdirSync } from 'node:fs';
import { promisify } from 'node:util';

/** Linux counts CPU time in hundredths of a second. */
const TICKS_PER_SECOND = 100;

/** A process under measurement. */
export class Measured {
  readonly child: ChildProcess;
  readonly pid: number;

  constructor(child: ChildProcess) {
    if (child.pid === undefined) throw new Error('the process did not start');
    this.child = child;
    this.pid = child.pid;
  }

  /** CPU time so far, user and system, of the process itself. */
  cpuSeconds(): number {
    return cpuSeconds(this.pid);
  }

  /** The same of its threads, by their names; those that ended are left out. The first is `main`. */
  cpuSecondsByThread(): Record<string, number> {
    const seconds: Record<string, number> = {};
    const threads = `/proc/${this.pid}/task`;
    for (const thread of readdirSync(threads)) {
      try {
        const name = Number(thread) === this.pid ? 'main' : nameOf(`${threads}/${thread}`);
        seconds[name] = (seconds[name] ?? 0) + secondsOf(`${threads}/${thread}`);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      }
    }
    return seconds;
  }

  /** Resident memory now and at its highest. */
  memoryMiB(): { now: number; peak: number } {
    return memoryMiB(this.pid);
  }

  async stop(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const exited = once(this.child, 'exit');
    this.child.kill(signal);
    await exited;
  }
}

export const cpuSeconds = (pid: number): number => secondsOf(`/proc/${pid}`);

/** Of a process or thread, by its folder in `/proc`. */
const secondsOf = (folder: string): number => {
  const fields = readFileSync(`${folder}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
};

const nameOf = (folder: string): string => readFileSync(`${folder}/comm`, 'utf8').trim();

export const memoryMiB = (pid: number): { now: number; peak: number } => {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const mib = (name: string): number =>
    Math.round(Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1] ?? 0) / 1024);
  return { now: mib('VmRSS'), peak: mib('VmHWM') };
};

/** Starts a process whose output goes to this one's standard error, and waits for a line that tells it is ready. */
export const start = async (
  command: string,
  args: readonly string[],
  options: { env?: NodeJS.ProcessEnv; cwd?: string; ready: RegExp },
): Promise<Measured> => {
  const child = spawn(command, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...options.env },
    ...(options.cwd !== undefined && { cwd: options.cwd }),
  });
  let output = '';
  await new Promise<void>((resolve, reject) => {
    const read = (data: Buffer): void => {
      output = (output + data.toString()).slice(-20_000);
      if (options.ready.test(output)) resolve();
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.on('error', reject);
    child.on('exit', (code) =>
      reject(new Error(`${command} ended (${code}) before it was ready:\n${output}`)),
    );
  });
  return new Measured(child);
};

/** Runs a command to its end; returns its standard output. */
export const run = async (
  command: string,
  args: readonly string[],
  options: { env?: NodeJS.ProcessEnv; cwd?: string } = {},
): Promise<string> => {
  const { stdout } = await promisify(execFile)(command, [...args], {
    ...options,
    env: { ...process.env, ...options.env },
    maxBuffer: 64 * 1024 * 1024,
  });
  return stdout;
};
