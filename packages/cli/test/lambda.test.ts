// Functions in AWS Lambda, served by the SDK's handler, as users have them: by a module file, through kill -9.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startLambdaEmulator } from '@statefun-ts/lambda-emulator';
import { freePorts } from '@statefun-ts/testing-support';
import { application, moduleYaml, put, start, take } from './support.ts';

const COUNTER = `
import { StateFun, egressMessageBuilder } from ${JSON.stringify(import.meta.resolve('@statefun-ts/sdk'))};
const statefun = new StateFun();
const record = StateFun.jsonType('io.statefun.playground/EgressRecord');
statefun.bind({
  typename: 'example/counter',
  specs: [{ name: 'count', type: StateFun.intType() }],
  fn(context) {
    const count = (context.storage.count ?? 0) + 1;
    context.storage.count = count;
    const value = { topic: 'counts', payload: context.self.id + ' ' + count };
    context.send(egressMessageBuilder({ typename: 'io.statefun.playground/egress', value, valueType: record }));
  },
});
export const handler = statefun.lambdaHandler();
`;

test('functions in Lambda keep their state, through kill -9 of the runtime', async (t) => {
  const [port = 0] = await freePorts(1);
  const emulator = await startLambdaEmulator(port, { 'shop-counter': COUNTER });
  t.after(() => emulator.stop());
  const cwd = await application(
    t,
    moduleYaml({ url: 'lambda://shop-{function.name}' }).replace(
      'urlPathTemplate: lambda://shop-{function.name}\n',
      `urlPathTemplate: lambda://shop-{function.name}
  transport:
    type: io.statefun.transports.v1/lambda
    region: {type: custom-endpoint, endpoint: "${emulator.endpoint}", id: eu-central-1}
    credentials: {type: basic, accessKeyId: a, secretAccessKey: b}
`,
    ),
  );
  const first = await start(t, { cwd });
  for (const count of [1, 2, 3]) {
    assert.equal(await put(first.urls, 'example/counter/Ada'), 200);
    assert.equal(await take(first.urls), `Ada ${count}`);
  }
  first.kill('SIGKILL');
  await first.ended;
  const second = await start(t, { cwd });
  assert.equal(await put(second.urls, 'example/counter/Ada'), 200);
  // The playground hands out a record again whose delivery was not stored yet.
  let record = await take(second.urls);
  while (record === 'Ada 3') record = await take(second.urls);
  assert.equal(record, 'Ada 4');
});
