import { createHash } from 'node:crypto';
import { codecOf } from '@statefun-ts/protocol/wire';
import type { AggregatedRecord } from '../generated/aggregated.ts';
import { decodeAggregatedRecord, encodeAggregatedRecord } from '../generated/aggregated.ts';

/** One record of a user: a record of Kinesis as it is, or a part of an aggregated one. */
export interface UserRecord {
  readonly key: string | undefined;
  readonly data: Uint8Array;
}

/** The hash keys that a shard takes, both ends included. */
export interface HashRange {
  readonly from: bigint;
  readonly to: bigint;
}

const magic = Buffer.from([0xf3, 0x89, 0x9a, 0xc2]);
const digestBytes = 16;

/**
 * Takes a record of the Kinesis Producer Library apart: magic bytes, a protobuf message, its MD5. Any other record
 * is one by itself. As in Amazon's own consumer, parts whose hash key is not the shard's are left out: a producer
 * that had missed a split or merge sends them once more.
 */
export function deaggregate(record: UserRecord, shard: HashRange): readonly (UserRecord | undefined)[] {
  const message = messageOf(record.data);
  if (message === undefined) return [record];
  return message.records.map((part) => {
    const key = message.partitionKeys[part.partitionKeyIndex];
    const hashKey = explicitHashKeyOf(part, message) ?? hashKeyOf(key ?? '');
    return hashKey >= shard.from && hashKey <= shard.to ? { key, data: part.data } : undefined;
  });
}

/** What several records are packed in. */
export const aggregatedRecord = codecOf(encodeAggregatedRecord, decodeAggregatedRecord);

/** Undefined: not an aggregated record, or one that nobody can read. */
function messageOf(data: Uint8Array): AggregatedRecord | undefined {
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  const end = bytes.length - digestBytes;
  if (end <= magic.length || !bytes.subarray(0, magic.length).equals(magic)) return undefined;
  const body = bytes.subarray(magic.length, end);
  if (!createHash('md5').update(body).digest().equals(bytes.subarray(end))) return undefined;
  try {
    const message = aggregatedRecord.decode(body);
    return message.explicitHashKeys.every((key) => /^\d{1,39}$/.test(key)) ? message : undefined;
  } catch {
    return undefined;
  }
}

/** Undefined when the producer gave none; a part's fields are its own only if they were sent. */
function explicitHashKeyOf(
  part: AggregatedRecord['records'][number],
  { explicitHashKeys }: AggregatedRecord,
): bigint | undefined {
  if (part.explicitHashKeyIndex === null) return undefined;
  const text = explicitHashKeys[part.explicitHashKeyIndex];
  return text === undefined ? undefined : BigInt(text);
}

/** The hash key of a partition key: its MD5, as a number. */
function hashKeyOf(partitionKey: string): bigint {
  return BigInt(`0x${createHash('md5').update(partitionKey, 'utf8').digest('hex')}`);
}
