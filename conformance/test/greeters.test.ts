// The greeters of the official SDKs, unchanged, with a module.yaml in the original's shape.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import { freePorts } from '@statefun-ts/testing-support';

import { startService, startStatefun } from '../src/processes.ts';
import { officialPython } from '../src/python.ts';

const service = (name: string): string => fileURLToPath(new URL(`../services/${name}`, import.meta.url));

const SDKS = [
  { sdk: 'Python', command: () => [officialPython(), service('python/greeter.py')] },
  { sdk: 'JavaScript', command: () => [process.execPath, service('javascript/greeter.cjs')] },
] as const;

const moduleYaml = (ports: { functions: number; ingress: number; egress: number }): string => `
kind: io.statefun.endpoints.v2/http
spec:
  functions: example/*
  urlPathTemplate: http://127.0.0.1:${ports.functions}/statefun
  transport:
    type: io.statefun.transports.v1/async
---
kind: io.statefun.playground.v1/ingress
spec:
  port: ${ports.ingress}
---
kind: io.statefun.playground.v1/egress
spec:
  port: ${ports.egress}
  topics:
    - greetings
`;

for (const { sdk, command } of SDKS) {
  test(`the greeter of the official ${sdk} SDK greets, counts through kill -9, and cancels by token`, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'statefun-conformance-'));
    const [functionsPort = 0, ingress = 0, egress = 0] = await freePorts(3);
    const ports = { functions: functionsPort, ingress, egress };
    const moduleFile = join(folder, 'module.yaml');
    writeFileSync(moduleFile, moduleYaml(ports));

    const put = async (path: string, body: unknown): Promise<void> => {
      const response = await fetch(`http://127.0.0.1:${ports.ingress}/${path}`, {
        method: 'PUT',
        headers: { 'content-type': 'application/vnd.example/GreetRequest' },
        body: JSON.stringify(body),
      });
      assert.equal(response.status, 200);
    };
    const pop = async (): Promise<string | undefined> => {
      const response = await fetch(`http://127.0.0.1:${ports.egress}/greetings`);
      return response.status === 200 ? response.text() : undefined;
    };
    // A process that is killed right after it handed out a record may hand it out again: at least once.
    let last = '';
    const next = async (): Promise<string> => {
      for (;;) {
        const record = await pop();
        if (record !== undefined && record !== last) return (last = record);
        await sleep(20);
      }
    };

    const [program = '', script = ''] = command();
    const functions = await startService(program, [script, String(ports.functions)], /"port"/);
    let runtime = await startStatefun(moduleFile, join(folder, 'data'));
    try {
      for (let visit = 1; visit <= 6; visit++) {
        await put('example/person/Bob', { name: 'Bob' });
        assert.equal(await next(), `Hello Bob for the ${visit}. time`);
        if (visit % 2 === 1) continue;
        await runtime.end(visit === 2 ? 'SIGTERM' : 'SIGKILL');
        runtime = await startStatefun(moduleFile, join(folder, 'data'));
      }
      await put('example/reminder/kept', { name: 'start' });
      await put('example/reminder/cancelled', { name: 'start' });
      await put('example/reminder/cancelled', { name: 'done' });
      assert.equal(await next(), 'Hello kept for the 0. time');
      // Whatever was sent after the same delay has come: the cancelled one would be here.
      await put('example/reminder/later', { name: 'start' });
      assert.equal(await next(), 'Hello later for the 0. time');
      assert.equal(await pop(), undefined);
    } finally {
      await runtime.end('SIGKILL');
      await functions.end('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    }
  });
}
