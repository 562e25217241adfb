// Makes javascript-sdk.json with the official JavaScript SDK (see README.md). The SDK is looked up from the
// current directory, so that it need not be installed in this project.
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const require = createRequire(join(process.cwd(), 'any.js'));
const {
  StateFun,
  messageBuilder,
  egressMessageBuilder,
  kafkaEgressMessage,
  kinesisEgressMessage,
} = require('apache-flink-statefun');

const json = StateFun.jsonType('example/Json');
const statefun = new StateFun();
statefun.bind({
  typename: 'example/all',
  specs: [
    { name: 'visits', type: StateFun.intType() },
    { name: 'seen', type: StateFun.floatType(), expireAfterCall: 86_400_000 },
    { name: 'profile', type: json, expireAfterWrite: 1 },
    { name: 'gone', type: StateFun.stringType() },
  ],
  fn(context, message) {
    context.storage.visits = (context.storage.visits ?? 0) + 1;
    context.storage.seen = -1.5;
    context.storage.profile = { name: message.asString(), visits: context.storage.visits };
    context.storage.gone = null;
    context.send(messageBuilder({ typename: 'example/greeter', id: 'x', value: 'é' }));
    context.send(messageBuilder({ typename: 'example/greeter', id: 'x', value: -1 }));
    const later = messageBuilder({
      typename: 'example/greeter',
      id: 'x',
      value: true,
      valueType: StateFun.booleanType(),
    });
    context.sendAfter(900_000, later);
    context.sendAfter(259_200_000, later, 'flow-1234');
    context.cancelDelayedMessage('flow-1234');
    const greets = { typename: 'example/greets', topic: 'greetings' };
    context.send(kafkaEgressMessage({ ...greets, key: context.self.id, value: 'hi' }));
    context.send(kafkaEgressMessage({ ...greets, value: 258 }));
    context.send(
      kinesisEgressMessage({
        typename: 'example/stream',
        stream: 's',
        partitionKey: 'p',
        hashKey: '42',
        value: 'v',
      }),
    );
    context.send(egressMessageBuilder({ typename: 'example/any', value: { a: 1 }, valueType: json }));
  },
});

// The requests are those of the Python vectors, so that both SDKs answer the same.
const cases = JSON.parse(readFileSync(new URL('python-sdk.json', import.meta.url), 'utf8'));
const server = createServer((req, res) => void statefun.handle(req, res)).listen(0, '127.0.0.1');
await new Promise((resolve) => server.once('listening', resolve));
const url = `http://127.0.0.1:${server.address().port}/`;
const answers = [];
for (const { name, request } of cases) {
  const reply = await fetch(url, { method: 'POST', body: Buffer.from(request, 'hex') });
  if (reply.status !== 200) throw new Error(`${name}: status ${reply.status}`);
  answers.push({ name, request, response: Buffer.from(await reply.arrayBuffer()).toString('hex') });
}
server.close();
writeFileSync(new URL('javascript-sdk.json', import.meta.url), `${JSON.stringify(answers, null, 2)}\n`);
