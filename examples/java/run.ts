import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import module from 'node:module';
import { basename, join } from 'node:path';

/** An example with functions in Java: its folder, its class, and what to try. */
export interface JavaExample {
  /** Where module.yaml and pom.xml are. The data goes to .statefun in it. */
  readonly directory: string;
  readonly mainClass: string;
  /** Shown once all is ready, given where the playground's ingress and egress are: what to type. */
  readonly tryIt: (urls: Readonly<Record<string, string>>) => string;
}

/**
 * Builds an example's functions, and runs them beside the runtime with its module.yaml; both end together. The flags of
 * `statefun run` are taken from the command line. The data is kept when you stop (Ctrl-C) and start again.
 */
export async function runJavaExample({ directory, mainClass, tryIt }: JavaExample): Promise<void> {
  // Before the rest is loaded: the next start finds it compiled, and takes half the time.
  module.enableCompileCache();
  const { EXIT, main } = await import('statefun');
  const data = join(directory, '.statefun');
  await mkdir(data, { recursive: true });
  if (!(await build(directory))) {
    process.exitCode = EXIT.unavailable;
    return;
  }
  const classPath = [join(directory, 'target/classes'), join(directory, 'target/lib/*')].join(':');
  const functions = spawn('java', ['-cp', classPath, mainClass], { stdio: 'inherit' });
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

/** What a JVM answers when it is told to end. */
const EXIT_BY_SIGTERM = 143;

/** Builds the example, and the SDK that it needs. Says what is missing, when that can't be done. */
async function build(directory: string): Promise<boolean> {
  const quick = ['-q', '-B', '-DskipTests', '-Dmaven.javadoc.skip', '-Dmaven.source.skip'];
  const only = ['-f', join(import.meta.dirname, 'pom.xml'), '-pl', basename(directory), '-am'];
  const maven = spawn('mvn', [...quick, ...only, 'package'], { stdio: 'inherit' });
  try {
    const [code] = (await once(maven, 'exit')) as [number | null];
    return code === 0;
  } catch (error) {
    console.error(`The functions need a JDK of 17 or later, and Maven: ${(error as Error).message}`);
    return false;
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
}
