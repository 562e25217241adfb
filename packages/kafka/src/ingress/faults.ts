import { StatefunError } from '@statefun-ts/protocol';
import { ConnectFailure } from '../connect-failure.ts';
import { problemOf, protocolErrorName } from '../protocol-errors.ts';
import { partitionKey, type TopicPartition } from './cluster.ts';

const denials = ['TOPIC_AUTHORIZATION_FAILED', 'GROUP_AUTHORIZATION_FAILED', 'CLUSTER_AUTHORIZATION_FAILED'];

/** The lasting fault that an error means for ingress `id`; undefined for one that may pass. */
export function lastingFault(id: string, error: unknown): StatefunError | undefined {
  if (error instanceof ConnectFailure) return undefined;
  if (error instanceof StatefunError) return error;
  if (!denials.includes(protocolErrorName(error) ?? '')) return undefined;
  const message = `Kafka refused ingress ${id}: ${problemOf(error)} Give its user the rights that it needs.`;
  return new StatefunError('STATEFUN_KAFKA_ACCESS_DENIED', message, { cause: error });
}

/** The ingress may not read (or not even see) a topic. */
export function topicDenied(id: string, topic: string): StatefunError {
  const message =
    `Kafka does not let ingress ${id} read topic ${topic}: give its user the rights READ and DESCRIBE on the topic. ` +
    'It is tried again from time to time.';
  return new StatefunError('STATEFUN_KAFKA_ACCESS_DENIED', message);
}

/** What an operator can do about a lost position; the same for all ways to lose one. */
const wayOut =
  'Nothing more is read from this partition. If the loss is acceptable, give the ingress another id in the ' +
  'module: it then starts by its startupPosition. Else bring the records back first.';

/** The stored position is not in the log, whose records go from `logStart` to before `logEnd`. */
export function positionLost(
  id: string,
  partition: TopicPartition,
  position: number,
  logStart: number,
  logEnd: number,
): StatefunError {
  const what =
    position < logStart
      ? `has no record before offset ${logStart} any more (retention or deletion took them)`
      : `ends at offset ${logEnd} (records were lost there, or another cluster answers)`;
  return lost(id, partition, `is at offset ${position}, but the partition ${what}.`);
}

/** The log was cut off below the position. */
export function logTruncated(
  id: string,
  partition: TopicPartition,
  position: number,
  endOffset: number,
): StatefunError {
  const what = `is at offset ${position}, but Kafka lost the records from offset ${endOffset} on, and has or gets others there`;
  return lost(id, partition, `${what} (as in an unclean leader election).`);
}

/** The records at the position can't be read, time and again. */
export function unreadable(
  id: string,
  partition: TopicPartition,
  position: number,
  error: unknown,
): StatefunError {
  const what = `can't read ${partitionKey(partition)} at offset ${position}: ${problemOf(error)} ${wayOut}`;
  const code = error instanceof StatefunError ? error.code : 'STATEFUN_KAFKA_RECORDS_DAMAGED';
  return new StatefunError(code, `Ingress ${id} ${what}`, { cause: error });
}

function lost(id: string, partition: TopicPartition, what: string): StatefunError {
  const message = `Ingress ${id} on Kafka partition ${partitionKey(partition)} ${what} ${wayOut}`;
  return new StatefunError('STATEFUN_KAFKA_POSITION_LOST', message);
}
