// Builds the four services, and runs them beside the runtime with the one module.yaml; all end together. The flags of
// `statefun run` are taken from the command line; the ports of the services from PORTS. The data is kept when you stop
// (Ctrl-C) and start again.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { EXIT, main } from 'statefun';
import { SERVICES, build, end, start } from './services.ts';

const PORTS = (process.env['PORTS'] ?? '8001,8002,8003,8004').split(',');
const data = join(import.meta.dirname, '.statefun');

const tryIt = ({ ingress, egress }: Readonly<Record<string, string>>): string => `\
Send a greeting on its way, and read what has become of it (in another terminal; do it twice, and see the counts go up):

  curl -X PUT -H "Content-Type: application/vnd.example/Greeting" -d '{"name": "Bob"}' ${ingress}/go/greeter/Bob
  curl ${egress}/greetings`;

async function run(): Promise<number> {
  await mkdir(data, { recursive: true });
  for (const service of SERVICES) await build(service);
  let failed = false;
  const onEnd = (problem: string): void => {
    console.error(problem);
    failed = true;
    process.kill(process.pid, 'SIGTERM');
  };
  const services = SERVICES.map((service, i) => start(service, PORTS[i] ?? '0', onEnd));
  const given = process.argv.slice(2);
  const moduleFlags = given.includes('--module')
    ? []
    : ['--module', join(import.meta.dirname, 'module.yaml')];
  const code = await main(['run', ...moduleFlags, '--data', join(data, 'store'), ...given], {
    onReady: (urls) => console.error(`\n${tryIt(urls)}\n`),
  });
  await Promise.all(services.map(end));
  return failed ? EXIT.unavailable : code;
}

process.exitCode = await run().catch((error: Error) => {
  console.error(error.message);
  return EXIT.unavailable;
});
