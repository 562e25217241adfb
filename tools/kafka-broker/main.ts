/**
 * `node tools/kafka-broker/main.ts run -- COMMAND [ARGUMENT...]`: starts a broker, runs the command with
 * STATEFUN_TEST_KAFKA set to it, stops the broker, and ends with the command's exit code. When
 * STATEFUN_TEST_KAFKA is set already, that broker serves and none is started.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { startBroker } from './src/index.ts';

const [verb, separator, command, ...args] = process.argv.slice(2);
if (verb !== 'run' || separator !== '--' || command === undefined) {
  console.error('usage: node tools/kafka-broker/main.ts run -- COMMAND [ARGUMENT...]');
  process.exit(2);
}
process.exitCode = await runWithBroker(command, args);

async function runWithBroker(command: string, args: readonly string[]): Promise<number> {
  const existing = process.env['STATEFUN_TEST_KAFKA'];
  const broker = existing ? undefined : await startBroker();
  try {
    const bootstrap = existing || broker?.bootstrap;
    const child = spawn(command, args, {
      stdio: 'inherit',
      env: { ...process.env, STATEFUN_TEST_KAFKA: bootstrap },
    });
    const interrupt = (signal: NodeJS.Signals): void => void child.kill(signal);
    process.on('SIGINT', interrupt).on('SIGTERM', interrupt);
    const [code] = (await once(child, 'exit')) as [number | null];
    return code ?? 1;
  } finally {
    await broker?.stop();
  }
}
