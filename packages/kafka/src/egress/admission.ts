import type { Admission } from '@statefun-ts/engine';
import {
  KAFKA_PRODUCER_RECORD,
  kafkaProducerRecordCodec,
  type ErrorCode,
  type KafkaProducerRecord,
  type TypedValue,
} from '@statefun-ts/protocol';
import { singleRecordBatchBytes } from './record-size.ts';

const topicLengthMax = 249;

/**
 * Checks what a function sent to a Kafka egress: its type, its topic's name and its size. The record is kept
 * as the bytes that came. All records of a lane share one channel.
 */
export function admit(argument: TypedValue, recordBytesMax: number): Admission {
  if (argument.typename !== KAFKA_PRODUCER_RECORD || !argument.hasValue) {
    const got = argument.hasValue ? `'${argument.typename}'` : 'no value';
    const message = `A Kafka egress takes values of type '${KAFKA_PRODUCER_RECORD}' only, but got ${got}.`;
    return refused('STATEFUN_KAFKA_RECORD_INVALID', message);
  }
  let record: KafkaProducerRecord;
  try {
    record = kafkaProducerRecordCodec.decode(argument.value);
  } catch (error) {
    const message = `The value is not an encoded KafkaProducerRecord: ${String(error)}.`;
    return refused('STATEFUN_KAFKA_RECORD_INVALID', message);
  }
  const problem = topicProblem(record.topic);
  if (problem !== undefined) return refused('STATEFUN_KAFKA_TOPIC_INVALID', problem);
  const bytes = singleRecordBatchBytes(recordKey(record), record.valueBytes);
  if (bytes > recordBytesMax) {
    const message =
      `The record for topic '${record.topic}' has ${bytes} bytes, but the egress allows ${recordBytesMax}: ` +
      `send less, or raise its property max.request.size and the topic's max.message.bytes.`;
    return refused('STATEFUN_KAFKA_RECORD_TOO_LARGE', message);
  }
  return { ok: true, channel: '', record: argument.value };
}

/** The key as it is on Kafka: an empty one means none. */
export function recordKey(record: KafkaProducerRecord): Uint8Array | null {
  return record.key.length === 0 ? null : record.key;
}

function topicProblem(topic: string): string | undefined {
  if (topic === '') return 'The record has no topic: set the topic of the KafkaProducerRecord.';
  if (topic.length <= topicLengthMax && /^[\w.-]+$/.test(topic) && topic !== '.' && topic !== '..')
    return undefined;
  const shown = JSON.stringify(topic.length > 80 ? `${topic.slice(0, 80)}…` : topic);
  return `${shown} is no topic name: use 1 to ${topicLengthMax} letters, digits, dots, dashes and underscores.`;
}

function refused(code: ErrorCode, message: string): Admission {
  return { ok: false, reason: { code, message } };
}
