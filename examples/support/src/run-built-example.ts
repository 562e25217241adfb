import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import module from 'node:module';
import { join } from 'node:path';

/** A command line. */
export type CommandLine = readonly [command: string, ...args: string[]];

/** An example whose functions are a program in another language: built, and run beside the runtime. */
export interface BuiltExample {
  /** Where module.yaml is; the build runs in it. The data goes to .statefun in it. */
  readonly directory: string;
  readonly build: CommandLine;
  /** What to install when `build` does not run. */
  readonly needs: string;
  readonly program: CommandLine;
  /** Shown once all is ready, given where the playground's ingress and egress are: what to type. */
  readonly tryIt: (urls: Readonly<Record<string, string>>) => string;
}

/** What a program that handles the signal itself, such as a JVM, ends with. */
const EXIT_BY_SIGTERM = 143;

/**
 * Builds an example's functions, and runs them beside the runtime with its module.yaml; both end together. The flags of
 * `statefun run` are taken from the command line. The data is kept when you stop (Ctrl-C) and start again.
 */
export async function runBuiltExample(example: BuiltExample): Promise<void> {
  const { directory, program, tryIt } = example;
  // Before the rest is loaded: the next start finds it compiled, and takes half the time.
  module.enableCompileCache();
  const { EXIT, main } = await import('statefun');
  const data = join(directory, '.statefun');
  await mkdir(data, { recursive: true });
  if (!(await build(example))) {
    process.exitCode = EXIT.unavailable;
    return;
  }
  const [command, ...args] = program;
  const functions = spawn(command, args, { stdio: 'inherit' });
  let functionsFailed = false;
  functions.once('exit', (code, signal) => {
    if (signal !== null || code === EXIT_BY_SIGTERM) return;
    console.error(`The functions have ended with exit code ${String(code)}.`);
    functionsFailed = true;
    process.kill(process.pid, 'SIGTERM');
  });
  const given = process.argv.slice(2);
  const moduleFlags = given.includes('--module') ? [] : ['--module', join(directory, 'module.yaml')];
  const code = await main(['run', ...moduleFlags, '--data', join(data, 'store'), ...given], {
    onReady: (urls) => console.error(`\n${tryIt(urls)}\n`),
  });
  process.exitCode = functionsFailed ? EXIT.unavailable : code;
  await end(functions);
}

/** Says what is missing, when it can't be built. */
async function build({ directory, build: [command, ...args], needs }: BuiltExample): Promise<boolean> {
  const building = spawn(command, args, { cwd: directory, stdio: 'inherit' });
  try {
    const [code] = (await once(building, 'exit')) as [number | null];
    return code === 0;
  } catch (error) {
    console.error(`The functions need ${needs}: ${(error as Error).message}`);
    return false;
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
}
