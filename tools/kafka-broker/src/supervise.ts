/**
 * `supervise.ts DIRECTORY COMMAND [ARGUMENT...]` runs the command for as long as its own parent lives. The
 * parent holds the other end of this process's standard input; the system closes it however the parent dies,
 * `kill -9` included, and then the command is killed and the directory removed. The first line on standard
 * output is the command's process id.
 */
import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';

const [directory, command, ...args] = process.argv.slice(2);
if (directory === undefined || command === undefined)
  throw new Error('usage: supervise.ts DIRECTORY COMMAND [ARGUMENT...]');

const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'] });
process.stdout.write(`${child.pid}\n`);
let isOrphan = false;
child.once('exit', (code) => {
  if (isOrphan) rmSync(directory, { recursive: true, force: true });
  process.exit(code ?? 1);
});
process.stdin.resume().once('close', () => {
  isOrphan = true;
  child.kill('SIGKILL');
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
