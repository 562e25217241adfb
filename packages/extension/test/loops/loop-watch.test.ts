import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

const PROGRAM = join(import.meta.dirname, 'looping.ts');

const start = (...args: string[]) =>
  spawn(process.execPath, [PROGRAM, ...args], { stdio: ['ignore', 'inherit', 'pipe'] });

for (const how of [
  'in a call',
  'after a while',
  'in a timer',
  'in a schema',
  'in a then of its own',
  'while it is loaded',
]) {
  test(`an extension that loops ${how}, in the main thread, is named with its place, and the process ends`, async () => {
    const program = start(how);
    const [said, [, signal]] = await Promise.all([text(program.stderr), once(program, 'exit')]);
    const place =
      how === 'while it is loaded'
        ? String.raw`a function \(data:text/javascript,for \(;;\);:1:\d+\)`
        : String.raw`loop \(file:.*/looping\.ts:\d+:\d+\)`;
    const message = `^STATEFUN_EXTENSION_LOOPS: The extension \\./own\\.ts has not let go of the main thread for 0\\.6 s, at ${place}\\. `;
    assert.match(said, new RegExp(message));
    assert.equal(signal, 'SIGKILL');
  });
}

test('work of ours that takes as long goes on to its end', async () => {
  const program = start('not at all, ours works');
  const [said, [code]] = await Promise.all([text(program.stderr), once(program, 'exit')]);
  assert.deepEqual([said, code], ['', 0]);
});

test('the process ends also when nobody takes the message', async () => {
  const program = start('in a timer');
  program.stderr.destroy();
  const [, signal] = (await once(program, 'exit')) as [unknown, unknown];
  assert.equal(signal, 'SIGKILL');
});

test('an extension may take as long as it likes while a debugger listens', async () => {
  const args = ['--inspect=127.0.0.1:0', PROGRAM, 'in a timer'];
  const program = spawn(process.execPath, args, { stdio: 'ignore' });
  await sleep(3000);
  assert.equal(program.exitCode ?? program.signalCode, null);
  program.kill('SIGKILL');
});
