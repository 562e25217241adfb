import { createServer } from 'node:http';
import type { RequestListener, Server } from 'node:http';
import module from 'node:module';
import { join } from 'node:path';

/** An example: its functions, its module.yaml, and what to try. */
export interface Example {
  /** Where module.yaml is. The data goes to .statefun in it. */
  readonly directory: string;
  /** Where module.yaml expects the functions. */
  readonly functionsPort: number;
  /** Loads the functions and gives the listener that serves them. */
  readonly loadHandler: () => Promise<RequestListener>;
  /** Shown once all is ready, given where the playground's ingress and egress are: what to type. */
  readonly tryIt: (urls: Readonly<Record<string, string>>) => string;
}

/**
 * Runs an example in one process: its functions, and the runtime with its module.yaml. The flags of
 * `statefun run` are taken from the command line. The data is kept when you stop (Ctrl-C) and start again.
 */
export async function runExample(example: Example): Promise<void> {
  const { directory, functionsPort, loadHandler, tryIt } = example;
  // Before the rest is loaded: the next start finds it compiled, and takes half the time.
  module.enableCompileCache();
  const { EXIT, main } = await import('statefun');
  const functions = await listen(functionsPort, await loadHandler()).catch((error: Error) => {
    console.error(`The functions can't listen on port ${functionsPort}: ${error.message}.`);
  });
  if (functions === undefined) {
    process.exitCode = EXIT.unavailable;
    return;
  }
  const flags = ['--module', join(directory, 'module.yaml'), '--data', join(directory, '.statefun')];
  process.exitCode = await main(['run', ...flags, ...process.argv.slice(2)], {
    onReady: (urls) => console.error(`\n${tryIt(urls)}\n`),
  });
  functions.closeAllConnections();
  functions.close();
}

async function listen(port: number, handler: RequestListener): Promise<Server> {
  const server = createServer(handler);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, '127.0.0.1', resolve);
  });
  return server;
}
