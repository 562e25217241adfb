import { z } from 'zod';
import type { KinesisIngressComponent, KinesisStartupPosition } from '../components.ts';
import { across, mapping, text, typeName } from './fields.ts';
import { properties } from './kafka-fields.ts';
import { atDate, plainStart } from './kafka-startup.ts';
import { defineKind, identifyBy } from './kind.ts';
import { awsCredentials, awsRegion } from './aws-fields.ts';
import { eachOnce, routing, targetsIn, warnOfTwins } from './routing-fields.ts';

/** The startup positions, by `type`. */
const STARTUP_POSITIONS = [
  plainStart('latest', 'Records that come from now on. This is the default.'),
  plainStart('earliest', 'The oldest records that there are.'),
  atDate,
] as const;

const startupPosition = () =>
  z
    .discriminatedUnion('type', STARTUP_POSITIONS, { error: 'one of earliest, latest, date' })
    .transform((spec): KinesisStartupPosition => {
      if (spec.type === 'date') return { type: 'date', timestampMs: spec.date };
      return spec;
    })
    .prefault({ type: 'latest' })
    .describe('Where to start when there is no progress in the store yet, by its `type`.');

/** The fields of an entry of `streams`. */
const stream = mapping({
  stream: text('the name of a stream').describe('The name of the stream.'),
  ...routing('partition key'),
});

export const kinesisIngress = defineKind({
  kind: 'io.statefun.kinesis.v1/ingress',
  role: 'ingress',
  summary:
    'Records of Kinesis streams as messages to functions: the partition key is the id, the data the message.',
  schema: mapping({
    id: typeName('an id').describe('The id of the ingress, `<namespace>/<name>`.'),
    awsRegion: awsRegion(),
    awsCredentials: awsCredentials(),
    startupPosition: startupPosition(),
    streams: z
      .array(stream, { error: 'a list of streams' })
      .min(1, { error: 'at least one stream' })
      .describe('The streams, each once.'),
    clientConfigProperties: properties('Kinesis'),
  }).check(
    across<{ streams: readonly { stream?: string }[] }>(({ streams }, conflict) => {
      if (Array.isArray(streams)) eachOnce('stream', streams, conflict);
    }),
  ),
  identify: identifyBy('id', typeName('an id'), (id) => id),
  toComponent: (spec, context): KinesisIngressComponent => {
    const { id, awsRegion: region, awsCredentials: credentials, startupPosition, streams } = spec;
    warnOfTwins('streams', streams, context);
    return {
      kind: 'io.statefun.kinesis.v1/ingress',
      id,
      origin: context.origin,
      region,
      credentials,
      startupPosition,
      streams,
      properties: spec.clientConfigProperties,
    };
  },
  targets: ({ streams }) => targetsIn('streams', streams),
});
