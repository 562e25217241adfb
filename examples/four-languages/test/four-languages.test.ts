// The example as a user starts it.
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { replaceAll, startExample } from '@statefun-ts/example-support/testing';
import { freePorts } from '@statefun-ts/testing-support';

const directory = join(import.meta.dirname, '..');
const GREETING = /^Hello Bob, from Go \((\d)\), Python \(\1\), Java \(\1\) and TypeScript \(\1\)!$/;

test('a greeting passes through four languages, and each of them keeps its count through a stop', async (t) => {
  await mkdir(join(directory, '.statefun'), { recursive: true });
  const folder = await mkdtemp(join(directory, '.statefun', 'test-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const ports = await freePorts(6);
  const own = [8001, 8002, 8003, 8004, 8090, 8091];
  const moved = Object.fromEntries(own.map((port, i) => [String(port), String(ports[i])]));
  const module = join(folder, 'module.yaml');
  await writeFile(module, replaceAll(await readFile(join(directory, 'module.yaml'), 'utf8'), moved));
  process.env['PORTS'] = ports.slice(0, 4).join(',');
  const flags = ['--module', module, '--data', join(folder, 'store')];

  const first = await startExample(t, directory, flags);
  for (const count of ['1', '2']) {
    await first.send();
    assert.equal(GREETING.exec(await first.take())?.[1], count);
  }
  assert.equal(await first.stop('SIGINT'), 0);

  const second = await startExample(t, directory, flags);
  await second.send();
  assert.equal(GREETING.exec(await second.take())?.[1], '3');
  assert.equal(await second.stop('SIGTERM'), 0);
});
