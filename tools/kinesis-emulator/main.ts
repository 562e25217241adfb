/**
 * `node tools/kinesis-emulator/main.ts run -- COMMAND [ARGUMENT...]`: starts an emulator, runs the command with
 * STATEFUN_TEST_KINESIS set to its endpoint, stops it, and ends with the command's exit code. When
 * STATEFUN_TEST_KINESIS is set already, that one serves and none is started.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { startEmulator } from './src/index.ts';

const [verb, separator, command, ...args] = process.argv.slice(2);
if (verb !== 'run' || separator !== '--' || command === undefined) {
  console.error('usage: node tools/kinesis-emulator/main.ts run -- COMMAND [ARGUMENT...]');
  process.exit(2);
}
process.exitCode = await runWithEmulator(command, args);

async function runWithEmulator(command: string, args: readonly string[]): Promise<number> {
  const existing = process.env['STATEFUN_TEST_KINESIS'];
  const emulator = existing ? undefined : await startEmulator();
  try {
    const endpoint = existing || emulator?.endpoint;
    const child = spawn(command, args, {
      stdio: 'inherit',
      env: { ...process.env, STATEFUN_TEST_KINESIS: endpoint },
    });
    const interrupt = (signal: NodeJS.Signals): void => void child.kill(signal);
    process.on('SIGINT', interrupt).on('SIGTERM', interrupt);
    const [code] = (await once(child, 'exit')) as [number | null];
    return code ?? 1;
  } finally {
    await emulator?.stop();
  }
}
