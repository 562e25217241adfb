import type { ClientProperties } from '@statefun-ts/connector';
import type { Admitter } from '@statefun-ts/engine';
import type { KafkaEgressComponent } from '@statefun-ts/module';
import { kafkaProperties } from '../properties.ts';
import { admit } from './admission.ts';

const KIB = 1024;
/** Undelivered records in the store, beyond which ingresses pause. */
const BACKLOG_BYTES_MAX = 256 * KIB * KIB;

/** What admits the records of a Kafka egress. It needs no client, which is large. Throws STATEFUN_KAFKA_PROPERTY_INVALID. */
export function createKafkaAdmitter({ id, delivery, properties }: KafkaEgressComponent): Admitter {
  const recordBytesMax = recordBytesMaxOf(kafkaProperties(properties, `the Kafka egress ${id}`));
  return {
    id,
    delivery: delivery.type === 'none' ? 'none' : 'durable',
    backlogBytesMax: BACKLOG_BYTES_MAX,
    admit: (argument) => admit(argument, recordBytesMax),
  };
}

/** A record, and a batch before compression, have this many bytes at most. */
export const recordBytesMaxOf = (properties: ClientProperties): number =>
  properties.integer('max.request.size', KIB * KIB, KIB, 64 * KIB * KIB);
