import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import module from 'node:module';
import { join } from 'node:path';

/** An example with functions in Go: its folder, and what to try. */
export interface GoExample {
  /** Where module.yaml and go.mod are. The data goes to .statefun in it. */
  readonly directory: string;
  /** Shown once all is ready, given where the playground's ingress and egress are: what to type. */
  readonly tryIt: (urls: Readonly<Record<string, string>>) => string;
}

/**
 * Builds an example's functions, and runs them beside the runtime with its module.yaml; both end together. The flags of
 * `statefun run` are taken from the command line. The data is kept when you stop (Ctrl-C) and start again.
 */
export async function runGoExample({ directory, tryIt }: GoExample): Promise<void> {
  // Before the rest is loaded: the next start finds it compiled, and takes half the time.
  module.enableCompileCache();
  const { EXIT, main } = await import('statefun');
  const data = join(directory, '.statefun');
  await mkdir(data, { recursive: true });
  const program = join(data, 'functions');
  if (!(await build(directory, program))) {
    process.exitCode = EXIT.unavailable;
    return;
  }
  const functions = spawn(program, { stdio: 'inherit' });
  let functionsFailed = false;
  functions.once('exit', (code, signal) => {
    if (signal !== null) return;
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
async function build(directory: string, program: string): Promise<boolean> {
  const go = spawn('go', ['build', '-buildvcs=false', '-o', program, '.'], {
    cwd: directory,
    stdio: 'inherit',
  });
  try {
    const [code] = (await once(go, 'exit')) as [number | null];
    return code === 0;
  } catch (error) {
    console.error(`The functions need Go 1.23 or later (https://go.dev/dl): ${(error as Error).message}`);
    return false;
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
}
