import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DeadLetterJson, Runtime } from '../src/index.ts';
import {
  countingFunction,
  endpoint,
  moduleOf,
  put,
  serveFunction,
  start,
  startUnready,
  take,
  temporaryDirectory,
} from './support.ts';

test('liveness says who it is, readiness says whether all works', async (t) => {
  const dataDir = await temporaryDirectory(t);
  const runtime = await start(t, { module: moduleOf(), dataDir, name: 'my-app' });
  const admin = runtime.urls['admin'] ?? '';
  const live = await fetch(`${admin}/healthz`);
  assert.equal(live.status, 200);
  assert.deepEqual(await live.json(), {
    live: true,
    name: 'my-app',
    version: '0.0.0',
    pid: process.pid,
    dataDir,
  });
  const ready = await fetch(`${admin}/readyz`);
  assert.equal(ready.status, 200);
  assert.deepEqual(await ready.json(), { ready: true, phase: 'running', problems: [] });
});

test('readiness is 503 with the reasons while something is wrong', async (t) => {
  const url = await serveFunction(t, countingFunction);
  const dataDir = await temporaryDirectory(t);
  const module = moduleOf(endpoint('example/*', url));
  const first = await start(t, { module, dataDir });
  await put(first, 'Bob');
  while ((await fetch(`${first.urls['egress']}/counts`, { method: 'HEAD' })).status !== 200);
  await first.stop();
  // Without the egress, the record that waits for it has nowhere to go.
  const components = module.components.filter(({ kind }) => kind !== 'io.statefun.playground.v1/egress');
  const second = await startUnready(t, { module: { components }, dataDir });
  const reply = await fetch(`${second.urls['admin']}/readyz`);
  assert.equal(reply.status, 503);
  const { ready, problems } = (await reply.json()) as ReturnType<Runtime['status']>;
  assert.equal(ready, false);
  assert.equal(problems[0]?.code, 'STATEFUN_EGRESS_ORPHANED');
});

test('metrics count what happened, in the form of Prometheus', async (t) => {
  const url = await serveFunction(t, countingFunction);
  const module = moduleOf(endpoint('example/*', url));
  const runtime = await start(t, { module, dataDir: await temporaryDirectory(t) });
  await put(runtime, 'Bob');
  await take(runtime);
  const reply = await fetch(`${runtime.urls['admin']}/metrics`);
  const text = await reply.text();
  assert.match(reply.headers.get('content-type') ?? '', /^text\/plain; version=0\.0\.4/);
  for (const line of [
    'statefun_messages_in_total 1',
    'statefun_messages_handled_total 1',
    'statefun_egress_records_total 1',
    'statefun_calls_total 2',
    'statefun_incomplete_replies_total 1',
    'statefun_dead_letters_total 0',
    'statefun_calls_in_flight 0',
    'statefun_endpoint_calls_in_flight{endpoint="example/*"} 0',
    'statefun_ready 1',
    'statefun_function_messages_handled_total{function="example/counter"} 1',
    'statefun_function_call_seconds_count{function="example/counter"} 2',
  ]) {
    assert.ok(text.split('\n').includes(line), `${line} in\n${text}`);
  }
  assert.match(
    text,
    /^flink_taskmanager_job_task_operator_functions_example_counter_in\{.*job_name="test",.*\} 1$/m,
  );
});

test('dead letters are listed page by page, with their reasons', async (t) => {
  const runtime = await start(t, { module: moduleOf(), dataDir: await temporaryDirectory(t) });
  for (const id of ['a', 'b', 'c']) assert.equal(await put(runtime, id, 'nobody/home'), 200);
  const list = async (query: string): Promise<DeadLetterJson[]> => {
    const reply = await fetch(`${runtime.urls['admin']}/dead-letters${query}`);
    assert.equal(reply.status, 200);
    return ((await reply.json()) as { deadLetters: DeadLetterJson[] }).deadLetters;
  };
  const [first, second] = await list('?limit=2');
  assert.equal(first?.code, 'STATEFUN_FUNCTION_UNKNOWN');
  assert.equal(first.target, 'nobody/home/a');
  assert.equal(first.component, 'io.statefun.playground/ingress');
  assert.equal(first.typename, 'example/Ping');
  const rest = await list(`?after=${second?.id}`);
  assert.deepEqual(
    rest.map(({ target }) => target),
    ['nobody/home/c'],
  );
  assert.equal((await fetch(`${runtime.urls['admin']}/dead-letters?limit=0`)).status, 400);
});

test('any other path says what there is', async (t) => {
  const runtime = await start(t, { module: moduleOf(), dataDir: await temporaryDirectory(t) });
  const reply = await fetch(`${runtime.urls['admin']}/`);
  assert.equal(reply.status, 404);
  assert.match(await reply.text(), /\/readyz/);
});
