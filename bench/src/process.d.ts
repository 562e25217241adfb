import type { ChildProcess } from 'node:child_process';
/** A process under measurement. */
export declare class Measured {
  readonly child: ChildProcess;
  readonly pid: number;
  constructor(child: ChildProcess);
  /** CPU time so far, user and system, of the process itself. */
  cpuSeconds(): number;
  /** Resident memory now and at its highest. */
  memoryMiB(): {
    now: number;
    peak: number;
  };
  stop(): Promise<void>;
}
export declare const cpuSeconds: (pid: number) => number;
export declare const memoryMiB: (pid: number) => {
  now: number;
  peak: number;
};
/** Starts a process whose output goes to this one's standard error, and waits for a line that tells it is ready. */
export declare const start: (
  command: string,
  args: readonly string[],
  options: {
    env?: NodeJS.ProcessEnv;
    cwd?: string;
    ready: RegExp;
  },
) => Promise<Measured>;
/** Runs a command to its end; returns its standard output. */
export declare const run: (
  command: string,
  args: readonly string[],
  options?: {
    env?: NodeJS.ProcessEnv;
    cwd?: string;
  },
) => Promise<string>;
