import type { Admission } from '@statefun-ts/engine';
import {
  KINESIS_EGRESS_RECORD,
  kinesisEgressRecordCodec,
  type ErrorCode,
  type KinesisEgressRecord,
  type TypedValue,
} from '@statefun-ts/protocol';

/** Of one record: its partition key and its data. */
export const recordBytesMax = 1 << 20;
const partitionKeyCharsMax = 256;
const hashKeyMax = 2n ** 128n - 1n;

/**
 * Checks what a function sent to a Kinesis egress: its type, its stream's name, its keys and its size. The record
 * is kept as the bytes that came. Each Kinesis stream is a channel, so that none holds up another.
 */
export function admit(argument: TypedValue): Admission {
  if (argument.typename !== KINESIS_EGRESS_RECORD || !argument.hasValue) {
    const got = argument.hasValue ? `'${argument.typename}'` : 'no value';
    const message = `A Kinesis egress takes values of type '${KINESIS_EGRESS_RECORD}' only, but got ${got}.`;
    return refused('STATEFUN_KINESIS_RECORD_INVALID', message);
  }
  let record: KinesisEgressRecord;
  try {
    record = kinesisEgressRecordCodec.decode(argument.value);
  } catch (error) {
    const message = `The value is not an encoded KinesisEgressRecord: ${String(error)}.`;
    return refused('STATEFUN_KINESIS_RECORD_INVALID', message);
  }
  const problem = problemOf(record);
  if (problem !== undefined) return refused('STATEFUN_KINESIS_RECORD_INVALID', problem);
  const bytes = recordBytes(record);
  if (bytes > recordBytesMax) {
    const message = `The record for stream '${record.stream}' has ${bytes} bytes, but Kinesis takes ${recordBytesMax} at most: send less.`;
    return refused('STATEFUN_KINESIS_RECORD_TOO_LARGE', message);
  }
  return { ok: true, channel: record.stream, record: argument.value };
}

/** As Kinesis counts. */
export function recordBytes({ partitionKey, valueBytes }: KinesisEgressRecord): number {
  return Buffer.byteLength(partitionKey) + valueBytes.length;
}

function problemOf({ stream, partitionKey, explicitHashKey }: KinesisEgressRecord): string | undefined {
  if (stream === '') return 'The record has no stream: set the stream of the KinesisEgressRecord.';
  if (!/^[\w.-]{1,128}$/.test(stream)) {
    return `${shown(stream)} is no stream name: use 1 to 128 letters, digits, dots, dashes and underscores.`;
  }
  if (partitionKey === '')
    return `The record for stream '${stream}' has no partition key: Kinesis needs one.`;
  if (partitionKey.length > partitionKeyCharsMax) {
    return `The partition key ${shown(partitionKey)} for stream '${stream}' has ${partitionKey.length} characters: ${partitionKeyCharsMax} is the limit.`;
  }
  if (explicitHashKey !== '' && !isHashKey(explicitHashKey)) {
    return `${shown(explicitHashKey)} for stream '${stream}' is no explicit hash key: use a decimal number below 2^128.`;
  }
  return undefined;
}

function isHashKey(text: string): boolean {
  return /^(?:0|[1-9]\d{0,38})$/.test(text) && BigInt(text) <= hashKeyMax;
}

function shown(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text);
}

function refused(code: ErrorCode, message: string): Admission {
  return { ok: false, reason: { code, message } };
}
