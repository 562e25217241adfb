import { z } from 'zod';
import type { KafkaDelivery, KafkaEgressComponent } from '../components.ts';
import { across, integer, mapping, positiveDuration, typeName } from './fields.ts';
import { address, properties, type Properties, propertyOf, warnOverridden } from './kafka-fields.ts';
import { defineKind, identifyBy, type KindContext } from './kind.ts';

interface ExactlyOnce {
  readonly type: 'exactly-once';
  readonly transactionTimeout?: number | undefined;
  readonly transactionTimeoutMillis?: number | undefined;
}

const exactlyOnce = mapping({
  type: z
    .literal('exactly-once')
    .describe('Each record once, in a Kafka transaction; for `read_committed` consumers.'),
  transactionTimeout: positiveDuration()
    .optional()
    .describe(
      "After which the broker gives a transaction up. At most the broker's `transaction.max.timeout.ms`.",
    ),
  transactionTimeoutMillis: integer(1, Number.MAX_SAFE_INTEGER, 'a whole number of milliseconds above zero')
    .optional()
    .describe('Deprecated: the same in milliseconds.'),
}).check(
  across<ExactlyOnce>(({ transactionTimeout: timeout, transactionTimeoutMillis: millis }, conflict) => {
    if (timeout === undefined && millis === undefined) {
      conflict(
        ['transactionTimeout'],
        'missing, and exactly-once needs it: add, for example, transactionTimeout: 15min.',
      );
    }
    if (typeof timeout === 'number' && typeof millis === 'number' && timeout !== millis) {
      conflict(
        ['transactionTimeoutMillis'],
        'transactionTimeout says otherwise: remove this one, which is deprecated.',
      );
    }
  }),
);

/** The delivery semantics, by `type`. */
const DELIVERIES = [
  mapping({
    type: z
      .literal('at-least-once')
      .describe('Each record once or, after a failure, more often. This is the default.'),
  }),
  exactlyOnce,
  mapping({ type: z.literal('none').describe('Records can be lost or repeated on failure.') }),
] as const;

const deliverySemantic = z
  .discriminatedUnion('type', DELIVERIES, { error: 'one of at-least-once, exactly-once, none' })
  .prefault({ type: 'at-least-once' })
  .describe('What a failure may do to records, by its `type`.');

interface Fields {
  readonly id: string;
  readonly address?: string | undefined;
  readonly deliverySemantic: z.output<typeof deliverySemantic>;
  readonly properties: Properties;
}

export const kafkaEgress = defineKind({
  kind: 'io.statefun.kafka.v1/egress',
  role: 'egress',
  summary: 'Records that functions send to Kafka topics; each record names its topic.',
  schema: mapping({
    id: typeName('an id').describe('The id of the egress, `<namespace>/<name>`.'),
    address: address(),
    deliverySemantic,
    properties: properties('Kafka'),
  }).check(
    across<Fields>(({ address, properties }, conflict) => {
      if (address !== undefined || propertyOf(properties, 'bootstrap.servers') !== undefined) return;
      conflict(['address'], 'missing, and properties have no bootstrap.servers: add address: <host>:<port>.');
    }),
  ),
  identify: identifyBy('id', typeName('an id'), (id) => id),
  toComponent: (spec, context) => toComponent(spec, context),
});

function toComponent(spec: Fields, context: KindContext): KafkaEgressComponent {
  const { id, properties } = spec;
  const address = spec.address ?? propertyOf(properties, 'bootstrap.servers') ?? '';
  warnOverridden(context, properties, 'bootstrap.servers', 'address', address);
  const delivery = toDelivery(spec.deliverySemantic, context);
  if (delivery.type === 'exactly-once') {
    const timeout = String(delivery.transactionTimeoutMs);
    warnOverridden(context, properties, 'transaction.timeout.ms', 'transactionTimeout', timeout);
  }
  return { kind: 'io.statefun.kafka.v1/egress', id, origin: context.origin, address, delivery, properties };
}

function toDelivery(spec: Fields['deliverySemantic'], { warn }: KindContext): KafkaDelivery {
  if (spec.type !== 'exactly-once') return spec;
  const { transactionTimeout, transactionTimeoutMillis } = spec;
  if (transactionTimeoutMillis !== undefined) {
    warn(['deliverySemantic', 'transactionTimeoutMillis'], {
      code: 'STATEFUN_MODULE_DEPRECATED',
      message: 'transactionTimeoutMillis is deprecated.',
      hint: 'write transactionTimeout with a unit, such as 100s',
    });
  }
  return { type: 'exactly-once', transactionTimeoutMs: transactionTimeout ?? transactionTimeoutMillis ?? 0 };
}
