// Functions in the process of the runtime: a module of TypeScript, called in worker threads.
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { application, launch, start } from './support.ts';

const MODULE = `
kind: io.statefun.endpoints.v1/module
spec:
  functions: example/*
  module: functions.ts
---
kind: io.statefun.playground.v1/ingress
spec:
  port: 0
---
kind: io.statefun.playground.v1/egress
spec:
  port: 0
  topics: [said]
`;

/** A function that counts, and says a word and the count. */
const functionsThatSay = (word: string): string => `
import { StateFun, egressMessageBuilder } from ${JSON.stringify(import.meta.resolve('@statefun-ts/sdk'))};

const statefun = new StateFun();
const recordType = StateFun.jsonType<{ topic: string; payload: string }>('io.statefun.playground/EgressRecord');
statefun.bind({
  typename: 'example/counter',
  specs: [{ name: 'count', type: StateFun.intType() }],
  fn(context) {
    const count = (context.storage.count ?? 0) + 1;
    context.storage.count = count;
    const value = { topic: 'said', payload: \`${word} \${count}\` };
    context.send(egressMessageBuilder({ typename: 'io.statefun.playground/egress', value, valueType: recordType }));
  },
});
export default statefun;
`;

async function send(ingress: unknown): Promise<void> {
  const init = { method: 'PUT', headers: { 'content-type': 'text/plain' }, body: 'hello' };
  const reply = await fetch(`${String(ingress)}/example/counter/a`, init);
  assert.equal(reply.status, 200);
}

async function take(egress: unknown): Promise<string> {
  for (;;) {
    const reply = await fetch(`${String(egress)}/said`);
    if (reply.status === 200) return reply.text();
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

test('they keep their state, through kill -9', async (t) => {
  const cwd = await application(t, MODULE);
  await writeFile(join(cwd, 'functions.ts'), functionsThatSay('hello'));
  const first = await start(t, { cwd });
  await send(first.urls.ingress);
  assert.equal(await take(first.urls.egress), 'hello 1');
  first.kill('SIGKILL');
  await first.ended;
  const second = await start(t, { cwd });
  await send(second.urls.ingress);
  // What was taken just before the kill may be handed out once more.
  let said = await take(second.urls.egress);
  if (said === 'hello 1') said = await take(second.urls.egress);
  assert.equal(said, 'hello 2');
  second.kill('SIGTERM');
  assert.equal(await second.ended, 0);
});

test('a mistake in them is told, and what was sent waits until it is mended', async (t) => {
  const cwd = await application(t, MODULE);
  await writeFile(join(cwd, 'functions.ts'), 'export default nonsense;');
  const running = await start(t, { cwd });
  // Perhaps before it was ready.
  const mistake = /example\/\* of .*functions\.ts .*do not run: nonsense is not defined/;
  const told = running.records.find(({ msg }) => mistake.test(msg)) ?? (await running.logged(mistake));
  assert.equal(told['code'], 'STATEFUN_FUNCTIONS_UNLOADED');
  await send(running.urls.ingress);
  await writeFile(join(cwd, 'functions.ts'), functionsThatSay('mended'));
  assert.equal(await take(running.urls.egress), 'mended 1');
});

test('with statefun dev a change of them is at work at once', async (t) => {
  const cwd = await application(t, MODULE);
  await writeFile(join(cwd, 'functions.ts'), functionsThatSay('one'));
  const running = launch(t, ['dev', '--admin-port', '0'], { cwd });
  const first = await running.logged(/^ready in/);
  await send(first['ingress']);
  assert.equal(await take(first['egress']), 'one 1');
  await writeFile(join(cwd, 'functions.ts'), functionsThatSay('two'));
  const second = await running.logged(/^ready in/);
  await send(second['ingress']);
  assert.equal(await take(second['egress']), 'two 2');
  running.kill('SIGINT');
  assert.equal(await running.ended, 0);
});
