import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';

const GREETER = resolve(import.meta.dirname, '..');

/** Ports that are free now. */
async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  for (const server of servers) server.close();
  await Promise.all(servers.map((server) => once(server, 'close')));
  return ports;
}

/** The example as it is, on other ports, since its own may be in use. */
async function copyOfGreeter(t: TestContext): Promise<string> {
  const place = join(GREETER, '.statefun');
  await mkdir(place, { recursive: true });
  const copy = await mkdtemp(join(place, 'test-'));
  t.after(() => rm(copy, { recursive: true, force: true }));
  const [functions, ingress, egress] = await freePorts(3);
  for (const file of ['start.ts', 'functions.ts', 'module.yaml']) {
    const text = await readFile(join(GREETER, file), 'utf8');
    const moved = text
      .replaceAll('8000', String(functions))
      .replaceAll('8090', String(ingress))
      .replaceAll('8091', String(egress));
    await writeFile(join(copy, file), moved);
  }
  return copy;
}

/** Starts it as `npm start` does, and waits for the lines that it prints for the user. */
async function start(t: TestContext, directory: string) {
  const child = spawn(process.execPath, ['start.ts', '--admin-port', '0'], { cwd: directory });
  const ended = once(child, 'close');
  t.after(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  let output = '';
  const shown = Promise.withResolvers<void>();
  child.stdout.resume();
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    output += chunk;
    if (/curl http\S+\n/.test(output)) shown.resolve();
  });
  await Promise.race([
    shown.promise,
    ended.then(([code]) => assert.fail(`it ended (${String(code)}) before it was ready:\n${output}`)),
  ]);
  return {
    ...linesOf(output),
    async stop(signal: NodeJS.Signals) {
      child.kill(signal);
      const [code, by] = (await ended) as [number | null, NodeJS.Signals | null];
      return code ?? by;
    },
  };
}

/** What the two curl lines do. */
function linesOf(output: string) {
  const put = /curl -X PUT -H "Content-Type: (\S+)" -d '(.+)' (http\S+)\n/.exec(output);
  const get = /curl (http\S+)\n/.exec(output);
  assert.ok(put?.[1] && put[2] && put[3] && get?.[1], output);
  const [, contentType, body, ingress] = put;
  const egress = get[1];
  return {
    async send() {
      const reply = await fetch(ingress ?? '', {
        method: 'PUT',
        headers: { 'Content-Type': contentType ?? '' },
        body: body ?? '',
      });
      assert.equal(reply.status, 200);
    },
    async read() {
      for (;;) {
        const reply = await fetch(egress);
        const text = await reply.text();
        if (reply.status === 200) return text;
      }
    },
  };
}

test('the printed lines greet, the count goes up, and it is kept through a stop and a kill', async (t) => {
  const directory = await copyOfGreeter(t);
  const first = await start(t, directory);
  await first.send();
  assert.equal(await first.read(), 'Welcome, Bob! This is your first visit.');
  await first.send();
  assert.equal(await first.read(), 'Welcome back, Bob! This is visit number 2.');
  assert.equal(await first.stop('SIGINT'), 0);

  const second = await start(t, directory);
  await second.send();
  assert.equal(await second.read(), 'Welcome back, Bob! This is visit number 3.');
  await second.send();
  assert.equal(await second.stop('SIGKILL'), 'SIGKILL');

  const third = await start(t, directory);
  assert.equal(await third.read(), 'Welcome back, Bob! This is visit number 4.');
  assert.equal(await third.stop('SIGTERM'), 0);
});
