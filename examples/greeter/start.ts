/**
 * Runs the whole greeter in one process: its functions, and the runtime with module.yaml. Takes the flags of
 * `statefun run`. The data goes to .statefun next to this file and is kept when you stop (Ctrl-C) and start again.
 */
import module from 'node:module';
import { join } from 'node:path';

// Before the rest is loaded: the next start finds it compiled, and takes half the time.
module.enableCompileCache();
const { EXIT, main } = await import('statefun');
const { serveFunctions } = await import('./functions.ts');

const FUNCTIONS_PORT = 8000;
const here = import.meta.dirname;

const functions = await serveFunctions(FUNCTIONS_PORT).catch((error: NodeJS.ErrnoException) => {
  console.error(`The functions can't listen on port ${FUNCTIONS_PORT}: ${error.message}.`);
  process.exit(EXIT.unavailable);
});
process.exitCode = await main(
  ['run', '--module', join(here, 'module.yaml'), '--data', join(here, '.statefun'), ...process.argv.slice(2)],
  { onReady: showTheWay },
);
functions.closeAllConnections();
functions.close();

function showTheWay({ ingress, egress }: Readonly<Record<string, string>>): void {
  console.error(`
Send a greeting, and read the answer (in another terminal; do it twice, and see the count go up):

  curl -X PUT -H "Content-Type: application/vnd.example/GreetRequest" -d '{"name": "Bob"}' ${ingress}/example/person/Bob
  curl ${egress}/greetings
`);
}
