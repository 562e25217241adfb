import type { TypedValue } from '@statefun-ts/protocol';
import {
  KAFKA_PRODUCER_RECORD,
  KINESIS_EGRESS_RECORD,
  kafkaProducerRecordCodec,
  kinesisEgressRecordCodec,
} from '@statefun-ts/protocol';

import type { Command } from '../language.ts';
import type { Vector } from '../vector.ts';
import { CALLER, SINK, bytesOf, effects, request, script, typedValue } from '../vector.ts';

const ONE = typedValue('int', '0d01000000');
const TWO = typedValue('int', '0d02000000');
const THREE = typedValue('int', '0d03000000');
const SEND = { op: 'send', to: 'vectors/sink', id: 's', as: 'int' } as const;
const HUNDRED_YEARS_MS = 3_153_600_000_000;

const delayed = (delayInMs: number, argument: TypedValue, cancellationToken = '') => ({
  delayInMs,
  target: SINK,
  argument,
  isCancellationRequest: false,
  cancellationToken,
});
const cancelled = (cancellationToken: string) => ({
  delayInMs: 0,
  target: null,
  argument: null,
  isCancellationRequest: true,
  cancellationToken,
});

const record = (typename: string, value: Uint8Array): TypedValue => ({ typename, hasValue: true, value });
const kafka = (topic: string, value: Uint8Array, key = '') => ({
  egressNamespace: 'conformance',
  egressType: 'kafka',
  argument: record(
    KAFKA_PRODUCER_RECORD,
    kafkaProducerRecordCodec.encode({ key: Buffer.from(key), valueBytes: value, topic }),
  ),
});
const kinesis = (stream: string, partitionKey: string, value: string, explicitHashKey = '') => ({
  egressNamespace: 'conformance',
  egressType: 'kinesis',
  argument: record(
    KINESIS_EGRESS_RECORD,
    kinesisEgressRecordCodec.encode({
      partitionKey,
      valueBytes: Buffer.from(value),
      stream,
      explicitHashKey,
    }),
  ),
});

/** One call of one script. */
const runs = (
  name: string,
  says: string,
  commands: readonly Command[],
  expected: Parameters<typeof effects>[0],
): Vector => ({
  name,
  says,
  request: request({ caller: CALLER }, script(...commands)),
  expected: effects(expected),
});

export const EFFECTS: readonly Vector[] = [
  runs('no effects', 'The reply is a result with nothing in it.', [], {}),
  runs(
    'messages',
    'They come in the order of sending.',
    [
      { ...SEND, value: 1 },
      { ...SEND, to: 'a.b/c/sink', id: 'id/ü🚀\n', value: 2 },
      { ...SEND, value: 3 },
    ],
    {
      outgoingMessages: [
        { target: SINK, argument: ONE },
        { target: { namespace: 'a.b/c', type: 'sink', id: 'id/ü🚀\n' }, argument: TWO },
        { target: SINK, argument: THREE },
      ],
    },
  ),
  runs(
    'delayed messages and cancellations',
    'They come in one list, in the order in which they were made; a delay may be nothing, or a hundred years.',
    [
      { ...SEND, value: 1, delayMs: 0 },
      { ...SEND, value: 2, delayMs: HUNDRED_YEARS_MS, token: 'flow-ü🚀' },
      { op: 'cancel', token: 'flow-ü🚀' },
      { ...SEND, value: 3, delayMs: 1, token: 'next' },
      { op: 'cancel', token: 'unheard of' },
    ],
    {
      delayedInvocations: [
        delayed(0, ONE),
        delayed(HUNDRED_YEARS_MS, TWO, 'flow-ü🚀'),
        cancelled('flow-ü🚀'),
        delayed(1, THREE, 'next'),
        cancelled('unheard of'),
      ],
    },
  ),
  runs(
    'records for Kafka',
    'Without a key or with one; text as UTF-8, or a value as its type encodes it.',
    [
      { op: 'kafka', topic: 't', value: 'text ü🚀' },
      { op: 'kafka', topic: 'täpic', key: 'key ü🚀', value: '' },
      { op: 'kafka', topic: 't', key: 'k', as: 'long', value: '-1' },
      { op: 'kafka', topic: 't', key: 'k', as: 'custom', value: '00ff' },
      { op: 'kafka', topic: 't', key: 'k', as: 'int', value: 0 },
    ],
    {
      outgoingEgresses: [
        kafka('t', Buffer.from('text ü🚀')),
        kafka('täpic', Buffer.alloc(0), 'key ü🚀'),
        kafka('t', bytesOf('09ffffffffffffffff'), 'k'),
        kafka('t', bytesOf('00ff'), 'k'),
        kafka('t', Buffer.alloc(0), 'k'),
      ],
    },
  ),
  runs(
    'records for Kinesis',
    'Without a hash key or with one.',
    [
      { op: 'kinesis', stream: 's', partitionKey: 'p', value: 'text ü🚀' },
      { op: 'kinesis', stream: 'strüam', partitionKey: 'p ü🚀', explicitHashKey: '42', value: '' },
    ],
    { outgoingEgresses: [kinesis('s', 'p', 'text ü🚀'), kinesis('strüam', 'p ü🚀', '', '42')] },
  ),
  runs(
    'records for any egress',
    'They come in one list with those for Kafka, in the order of sending.',
    [
      { op: 'egress', egress: 'a.b/c/egress', as: 'int', value: 1 },
      { op: 'kafka', topic: 't', value: 'v' },
      { op: 'egress', egress: 'vectors/egress', as: 'string', value: '' },
    ],
    {
      outgoingEgresses: [
        { egressNamespace: 'a.b/c', egressType: 'egress', argument: ONE },
        kafka('t', Buffer.from('v')),
        { egressNamespace: 'vectors', egressType: 'egress', argument: typedValue('string', '') },
      ],
    },
  ),
  runs(
    'everything at once',
    'State, messages, delayed messages and records each have their own list.',
    [
      { op: 'egress', egress: 'vectors/egress', as: 'int', value: 1 },
      { ...SEND, value: 1, delayMs: 5, token: 't' },
      { ...SEND, value: 2 },
      { op: 'set', state: 'int', value: 3 },
      { op: 'cancel', token: 't' },
      { op: 'reply', as: 'int', value: 3 },
    ],
    {
      stateMutations: [{ mutationType: 1, stateName: 'int', stateValue: THREE }],
      outgoingMessages: [
        { target: SINK, argument: TWO },
        { target: CALLER, argument: THREE },
      ],
      delayedInvocations: [delayed(5, ONE, 't'), cancelled('t')],
      outgoingEgresses: [{ egressNamespace: 'vectors', egressType: 'egress', argument: ONE }],
    },
  ),
];
