import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import {
  fromFunctionCodec,
  kafkaProducerRecordCodec,
  kinesisEgressRecordCodec,
  toFunctionCodec,
} from '../src/index.ts';
import type { FromFunction, InvocationResponse } from '../src/index.ts';
import { assertMeans, bytesOf, hexOf, readVectors } from './vectors.ts';

interface SdkVector {
  readonly name: string;
  readonly request: string;
  readonly response: string;
}

const caller = { namespace: 'example', type: 'caller', id: 'c' };
const target = { namespace: 'example', type: 'greeter', id: 'x' };
const bob = { typename: 'io.statefun.types/string', hasValue: true, value: bytesOf('0a03426f62') };

const expirations = {
  none: { mode: 0, expireAfterMillis: 0 },
  day: { mode: 2, expireAfterMillis: 86_400_000 },
};
const missing = (stateName: string, typeTypename: string, expirationSpec: object | null) => ({
  stateName,
  typeTypename,
  expirationSpec,
});

const sdks = [
  { file: 'python-sdk.json', seen: 'io.statefun.types/long', none: expirations.none },
  { file: 'javascript-sdk.json', seen: 'io.statefun.types/float', none: null },
];

for (const { file, seen, none } of sdks) {
  suite(file, () => {
    const vectors = readVectors(file) as SdkVector[];

    const find = (name: string): { vector: SdkVector; reply: FromFunction } => {
      const vector = vectors.find((one) => one.name === name);
      assert.ok(vector);
      return { vector, reply: fromFunctionCodec.decode(bytesOf(vector.response)) };
    };

    const batch = (): InvocationResponse[] => {
      const result = find('a batch of two').reply.invocationResult;
      return result ? [result] : [];
    };

    test('requests are decoded', () => {
      const { invocation } = toFunctionCodec.decode(bytesOf(find('states are missing').vector.request));
      assertMeans(invocation, {
        target: { namespace: 'example', type: 'all', id: 'Bob' },
        state: [{ stateName: 'visits', stateValue: null }],
        invocations: [{ caller, argument: bob }],
      });
    });

    test('replies encode to the same message again', () => {
      for (const { name } of vectors) {
        const { vector, reply } = find(name);
        const again = fromFunctionCodec.encode(reply);
        assertMeans(fromFunctionCodec.decode(again), reply);
        // The JavaScript one writes some fields out of order; its bytes are as many.
        assert.equal(again.length, vector.response.length / 2);
        if (file === 'python-sdk.json') assert.equal(hexOf(again), vector.response);
      }
    });

    test('missing states are read with type and expiration', () => {
      assertMeans(find('states are missing').reply.incompleteInvocationContext, {
        missingValues: [
          missing('seen', seen, expirations.day),
          missing('profile', 'example/Json', { mode: 1, expireAfterMillis: 1 }),
          missing('gone', 'io.statefun.types/string', none),
        ],
      });
    });

    test('mutations are read', () => {
      const mutations = batch().flatMap((result) => result.stateMutations);
      assert.deepEqual(
        mutations.map(({ stateName, mutationType }) => [stateName, mutationType]),
        [
          ['visits', 1],
          ['seen', 1],
          ['profile', 1],
          ['gone', 0],
        ],
      );
      assert.equal(hexOf(mutations[0]?.stateValue?.value ?? new Uint8Array()), '0d02000000');
      const profile = mutations[2]?.stateValue?.value ?? new Uint8Array();
      assert.deepEqual(JSON.parse(Buffer.from(profile).toString()), { name: 'Bob', visits: 2 });
    });

    test('messages, delays and cancellations are read in order', () => {
      const messages = batch().flatMap((result) => result.outgoingMessages);
      assert.equal(messages.length, 4);
      for (const message of messages) assertMeans(message.target, target);
      const delayed = batch().flatMap((result) => result.delayedInvocations.slice(0, 3));
      const flow = 'flow-1234';
      assert.deepEqual(
        delayed.map((one) => [
          one.delayInMs,
          one.isCancellationRequest,
          one.cancellationToken,
          one.target?.id,
        ]),
        [
          [900_000, false, '', 'x'],
          [259_200_000, false, flow, 'x'],
          [0, true, flow, undefined],
        ],
      );
    });

    test('egress records are read', () => {
      const [first, second, third, fourth] = batch().flatMap((result) => result.outgoingEgresses);
      const value = (egress: typeof first) => egress?.argument?.value ?? new Uint8Array();
      assertMeans(kafkaProducerRecordCodec.decode(value(first)), {
        key: Buffer.from('Bob'),
        valueBytes: Buffer.from('hi'),
        topic: 'greetings',
      });
      assertMeans(kafkaProducerRecordCodec.decode(value(second)), {
        key: new Uint8Array(0),
        valueBytes: bytesOf('00000102'),
        topic: 'greetings',
      });
      assertMeans(kinesisEgressRecordCodec.decode(value(third)), {
        partitionKey: 'p',
        valueBytes: Buffer.from('v'),
        stream: 's',
        explicitHashKey: '42',
      });
      assert.deepEqual(JSON.parse(Buffer.from(value(fourth)).toString()), { a: 1 });
    });
  });
}
