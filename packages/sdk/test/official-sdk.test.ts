import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import {
  StateFun,
  egressMessageBuilder,
  kafkaEgressMessage,
  kinesisEgressMessage,
  messageBuilder,
} from '../src/index.ts';

// The function of protocol/test/vectors/make-vectors.py, written with our SDK.
const vectorsUrl = new URL('../../protocol/test/vectors/python-sdk.json', import.meta.url);
const vectors = JSON.parse(readFileSync(vectorsUrl, 'utf8')) as {
  name: string;
  request: string;
  response: string;
}[];

const json = StateFun.customType(
  'example/Json',
  // Python puts a space after colons and commas.
  (value: object) => Buffer.from(JSON.stringify(value).replaceAll(/(?<=":|,)(?=["\d])/g, ' ')),
  (bytes): object => JSON.parse(Buffer.from(bytes).toString()) as object,
);
const raw = StateFun.customType(
  'example/raw',
  (bytes: Uint8Array) => bytes,
  (bytes) => bytes,
);

const statefun = new StateFun();
statefun.bind({
  typename: 'example/all',
  specs: [
    { name: 'visits', type: StateFun.intType() },
    { name: 'seen', type: StateFun.longType(), expireAfterCall: 86_400_000 },
    { name: 'profile', type: json, expireAfterWrite: 1 },
    { name: 'gone', type: StateFun.stringType() },
  ],
  fn(context, message) {
    context.storage.visits = (context.storage.visits ?? 0) + 1;
    context.storage.seen = 2n ** 63n - 1n;
    context.storage.profile = { name: message.asString(), visits: context.storage.visits };
    context.storage.gone = null;
    const to = { typename: 'example/greeter', id: 'x' };
    context.send(messageBuilder({ ...to, value: Uint8Array.of(0, 255), valueType: raw }));
    context.send(messageBuilder({ ...to, value: false }));
    const later = messageBuilder({ ...to, value: -0.5, valueType: StateFun.doubleType() });
    context.sendAfter(900_000, later);
    context.sendAfter(259_200_000, later, 'flow-1234');
    context.cancelDelayedMessage('flow-1234');
    const greets = { typename: 'example/greets', topic: 'greetings' };
    context.send(kafkaEgressMessage({ ...greets, value: 'hi', key: context.self.id }));
    context.send(kafkaEgressMessage({ ...greets, value: 258 }));
    const stream = { typename: 'example/stream', stream: 's', partitionKey: 'p', hashKey: '42' };
    context.send(kinesisEgressMessage({ ...stream, value: Buffer.from('v') }));
    context.send(egressMessageBuilder({ typename: 'example/any', value: { a: 1 }, valueType: json }));
  },
});

for (const { name, request, response } of vectors) {
  test(`the reply has the bytes of the official Python SDK when ${name}`, async () => {
    const reply = await statefun.invoke(Buffer.from(request, 'hex'));
    assert.equal(Buffer.from(reply).toString('hex'), response);
  });
}
