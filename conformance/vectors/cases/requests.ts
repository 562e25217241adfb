import { MutationType, toFunctionCodec } from '@statefun-ts/protocol';

import type { Failure, Vector } from '../vector.ts';
import { CALLER, SELF_ID, SINK, address, bytesOf, effects, request, script, typedValue } from '../vector.ts';

const ONE = typedValue('int', '0d01000000');
const BATCH = 100;
const SEND_ONE = script({ op: 'send', to: 'vectors/sink', id: 's', as: 'int', value: 1 });
const REPLY_ONE = script({ op: 'reply', as: 'int', value: 1 });
const CALL = request({}, SEND_ONE);

const refused = (name: string, says: string, requested: Uint8Array, failure: Failure): Vector => ({
  name,
  says,
  request: requested,
  expected: failure,
});

/** A field that no version of the protocol has: number 200, of bytes. */
const UNKNOWN_FIELD = 'c20c03010203';

const BATCHES: readonly Vector[] = [
  {
    name: 'a batch',
    says: 'Each message finds what the ones before it have left, and there is one change for all.',
    request: request({}, ...Array.from({ length: BATCH }, () => script({ op: 'add', value: 1 }))),
    expected: effects({
      stateMutations: [
        {
          mutationType: MutationType.MODIFY,
          stateName: 'total',
          stateValue: typedValue('int', '0d64000000'),
        },
      ],
    }),
  },
  {
    name: 'a batch from several callers',
    says: 'Each message has its own caller; the effects come in the order of the messages.',
    request: request(
      { callers: [CALLER, null, address('probe', SELF_ID), { namespace: 'a/b', type: 'c', id: 'ü/🚀' }] },
      REPLY_ONE,
      SEND_ONE,
      REPLY_ONE,
      REPLY_ONE,
    ),
    expected: effects({
      outgoingMessages: [
        { target: CALLER, argument: ONE },
        { target: SINK, argument: ONE },
        { target: address('probe', SELF_ID), argument: ONE },
        { target: { namespace: 'a/b', type: 'c', id: 'ü/🚀' }, argument: ONE },
      ],
    }),
  },
  {
    name: 'an id of any characters',
    says: 'Instances may be called anything.',
    request: request({ target: address('probe', 'ü/🚀 \0%2F') }, SEND_ONE),
    expected: effects({ outgoingMessages: [{ target: SINK, argument: ONE }] }),
  },
  {
    name: 'fields of a later version',
    says: 'They are skipped.',
    request: Buffer.concat([bytesOf(UNKNOWN_FIELD), CALL, bytesOf(UNKNOWN_FIELD)]),
    expected: effects({ outgoingMessages: [{ target: SINK, argument: ONE }] }),
  },
];

const FAILURES: readonly Vector[] = [
  refused('a failure', 'A function that fails has no reply.', request({}, script({ op: 'fail' })), 'failed'),
  refused(
    'a failure after effects',
    'Of a call that fails nothing is left.',
    request({}, script({ op: 'set', state: 'int', value: 1 }, { op: 'fail' })),
    'failed',
  ),
  refused(
    'a failure within a batch',
    'The batch fails as a whole.',
    request({}, SEND_ONE, script({ op: 'fail' }), SEND_ONE),
    'failed',
  ),
  refused(
    'an answer to nobody',
    'A message from an ingress has no caller, so that replying to it is an error.',
    request({}, REPLY_ONE),
    'failed',
  ),
  refused(
    'a function that is not there',
    'The namespace is known, the function is not.',
    request({ target: address('unheard-of') }, SEND_ONE),
    'function',
  ),
  refused(
    'a namespace that is not there',
    'A function is known by its whole name.',
    request({ target: { namespace: 'elsewhere', type: 'probe', id: SELF_ID } }, SEND_ONE),
    'function',
  ),
  refused(
    'a request without a target',
    'Nobody knows whom it calls.',
    request({ target: null }, SEND_ONE),
    'request',
  ),
  refused(
    'a request with nothing in it',
    'The same: there is an invocation, but no target.',
    toFunctionCodec.encode({ invocation: { target: null, state: [], invocations: [] } }),
    'request',
  ),
  refused('garbage', 'This is no protobuf.', bytesOf('ffffffffff'), 'request'),
  refused(
    'a page of the web',
    'Nor is this.',
    Buffer.from('<!doctype html><title>502 Bad Gateway</title>'),
    'request',
  ),
  refused(
    'a request that is cut off',
    'Half of it is not all of it.',
    CALL.subarray(0, CALL.length / 2),
    'request',
  ),
  refused('a request without its last byte', 'Nor is almost all of it.', CALL.subarray(0, -1), 'request'),
  refused(
    'a target that is no UTF-8',
    'Addresses are text.',
    bytesOf('a206150a130a07766563746f7273120570726f62651a01ff'),
    'request',
  ),
];

export const REQUESTS: readonly Vector[] = [...BATCHES, ...FAILURES];
