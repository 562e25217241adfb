import { z } from 'zod';
import type { KafkaIngressComponent, KafkaStartupPosition, KafkaTopic } from '../components.ts';
import { across, choice, mapping, text, typeName } from './fields.ts';
import { address, properties, type Properties, propertyOf, warnOverridden } from './kafka-fields.ts';
import { startupPosition } from './kafka-startup.ts';
import { defineKind, identifyBy, type KindContext } from './kind.ts';
import { eachOnce, routing, targetsIn, warnOfTwins } from './routing-fields.ts';

const STRING_TYPE = 'io.statefun.types/string';

/** The fields of an entry of `topics`. */
const kafkaTopic = mapping({
  topic: text('the name of a topic').describe('The name of the topic.'),
  ...routing('key'),
  valueEncoding: choice('raw', 'utf8')
    .prefault('raw')
    .describe(
      `\`raw\`: values are passed on as they are. \`utf8\`: values are plain text, wrapped as \`${STRING_TYPE}\`.`,
    ),
}).check(
  across<KafkaTopic>(({ valueType, valueEncoding }, conflict) => {
    if (valueEncoding === 'utf8' && valueType !== undefined && valueType !== STRING_TYPE) {
      conflict(['valueEncoding'], `utf8 makes ${STRING_TYPE} of the values, and valueType says otherwise.`);
    }
  }),
);

const positions = choice('earliest', 'latest');
const EITHER_CASE = '^(?:[Ee][Aa][Rr][Ll][Ii][Ee][Ss][Tt]|[Ll][Aa][Tt][Ee][Ss][Tt])$';

interface Fields {
  readonly id: string;
  readonly address?: string | undefined;
  readonly consumerGroupId?: string | undefined;
  readonly topics: readonly KafkaTopic[];
  readonly autoOffsetResetPosition?: 'earliest' | 'latest' | undefined;
  readonly startupPosition: KafkaStartupPosition;
  readonly properties: Properties;
}

const consistent = across<Fields>(({ address, consumerGroupId, properties, topics }, conflict) => {
  if (address === undefined && propertyOf(properties, 'bootstrap.servers') === undefined) {
    conflict(['address'], 'missing, and properties have no bootstrap.servers: add address: <host>:<port>.');
  }
  if (consumerGroupId === undefined && propertyOf(properties, 'group.id') === undefined) {
    conflict(
      ['consumerGroupId'],
      'missing, and properties have no group.id: add the name of a consumer group.',
    );
  }
  if (Array.isArray(topics)) eachOnce('topic', topics, conflict);
});

export const kafkaIngress = defineKind({
  kind: 'io.statefun.kafka.v1/ingress',
  role: 'ingress',
  summary: 'Records of Kafka topics as messages to functions: the key is the id, the value the message.',
  schema: mapping({
    id: typeName('an id').describe('The id of the ingress, `<namespace>/<name>`.'),
    address: address(),
    consumerGroupId: text('the id of a consumer group')
      .optional()
      .describe(
        'The consumer group that progress is committed to, for monitoring. Default: the property `group.id`.',
      ),
    topics: z
      .array(kafkaTopic, { error: 'a list of topics' })
      .min(1, { error: 'at least one topic' })
      .describe('The topics, each once.'),
    autoOffsetResetPosition: z
      .string({ error: 'earliest or latest' })
      .meta({ pattern: EITHER_CASE, examples: ['earliest', 'latest'] })
      .toLowerCase()
      .pipe(positions)
      .optional()
      .describe(
        'Where to go on when there is no such offset: `earliest` or `latest`. Default: the property `auto.offset.reset`, else `latest`.',
      ),
    startupPosition: startupPosition(),
    properties: properties('Kafka'),
  }).check(consistent),
  identify: identifyBy('id', typeName('an id'), (id) => id),
  toComponent: (spec, context) => toComponent(spec, context),
  targets: ({ topics }) => targetsIn('topics', topics),
});

function toComponent(spec: Fields, context: KindContext): KafkaIngressComponent {
  const { id, topics, properties, startupPosition } = spec;
  const address = spec.address ?? propertyOf(properties, 'bootstrap.servers') ?? '';
  const consumerGroupId = spec.consumerGroupId ?? propertyOf(properties, 'group.id') ?? '';
  warnOverridden(context, properties, 'bootstrap.servers', 'address', address);
  warnOverridden(context, properties, 'group.id', 'consumerGroupId', consumerGroupId);
  warnOfTwins('topics', topics, context);
  warnOfOffsets(spec, context);
  return {
    kind: 'io.statefun.kafka.v1/ingress',
    id,
    origin: context.origin,
    address,
    consumerGroupId,
    topics,
    autoOffsetResetPosition: resetPosition(spec, context),
    startupPosition,
    properties,
  };
}

/** The original ignores the property, and takes `latest` unless the field says otherwise. */
function resetPosition(spec: Fields, context: KindContext): 'earliest' | 'latest' {
  const { autoOffsetResetPosition: field, properties } = spec;
  const property = propertyOf(properties, 'auto.offset.reset')?.toLowerCase();
  const read = positions.safeParse(property);
  const position = field ?? (read.success ? read.data : 'latest');
  if (property !== undefined) {
    warnOverridden(
      context,
      { 'auto.offset.reset': property },
      'auto.offset.reset',
      'autoOffsetResetPosition',
      position,
    );
  }
  return position;
}

function warnOfOffsets({ topics, startupPosition }: Fields, { warn }: KindContext): void {
  if (startupPosition.type !== 'specific-offsets') return;
  const names = new Set(topics.map(({ topic }) => topic));
  if (startupPosition.offsets.every(({ topic }) => names.has(topic))) return;
  warn(['startupPosition', 'offsets'], {
    code: 'STATEFUN_MODULE_NO_EFFECT',
    message: 'Some of these offsets are of topics that are not among the topics of this ingress.',
  });
}
