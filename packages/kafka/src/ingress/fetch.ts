import { createAPI, fetchV13, type Reader } from '@platformatic/kafka';
import { WireCursor } from './wire-cursor.ts';

/** What a broker says about one partition in a fetch. */
export interface FetchedPartition {
  readonly topicId: string;
  readonly partition: number;
  readonly errorCode: number;
  /** Transactions that overlap these records and were aborted, by their first offset. Empty for read_uncommitted. */
  readonly aborted: readonly AbortedTransaction[];
  /** Set when the log was cut off below where it was read from: its records beyond `endOffset` are gone. */
  readonly diverging: LogEpoch | undefined;
  /** A piece of log, for `recordBatches`. */
  readonly records: Buffer;
}

/** A leader's time in a log, and one past its last record there. */
export interface LogEpoch {
  readonly epoch: number;
  readonly endOffset: number;
}

export interface AbortedTransaction {
  readonly producerId: bigint;
  readonly firstOffset: number;
}

interface FetchResponse {
  readonly errorCode: number;
  readonly partitions: readonly FetchedPartition[];
}

const fetchKey = 1;
const divergingEpochTag = 0;

/**
 * Fetch, version 13 (Kafka 3.1: topics by id). The request is the client's; the response is read here, since
 * the client reads each record at a price, throws away a whole response when one partition has an error,
 * and does not know tagged fields.
 */
export const fetchApi = createAPI<Parameters<typeof fetchV13.createRequest>, FetchResponse>(
  fetchKey,
  13,
  fetchV13.createRequest,
  parseResponse,
);

function parseResponse(
  _correlationId: number,
  _apiKey: number,
  _apiVersion: number,
  reader: Reader,
): FetchResponse {
  const cursor = new WireCursor(reader.buffer.slice(reader.position, reader.length));
  cursor.skip(4); // throttle time
  const errorCode = cursor.int16();
  cursor.skip(4); // session id
  const partitions: FetchedPartition[] = [];
  cursor.array(() => {
    const topicId = cursor.uuid();
    cursor.array(() => partitions.push(parsePartition(cursor, topicId)));
    cursor.tags();
  });
  return { errorCode, partitions };
}

function parsePartition(cursor: WireCursor, topicId: string): FetchedPartition {
  const partition = cursor.int32();
  const errorCode = cursor.int16();
  cursor.skip(24); // high watermark, last stable offset, log start
  const aborted: AbortedTransaction[] = [];
  cursor.array(() => {
    aborted.push({ producerId: cursor.int64(), firstOffset: Number(cursor.int64()) });
    cursor.tags();
  });
  cursor.skip(4); // preferred read replica
  const records = cursor.bytes();
  let diverging: LogEpoch | undefined;
  cursor.tags((tag) => {
    if (tag === divergingEpochTag) diverging = { epoch: cursor.int32(), endOffset: Number(cursor.int64()) };
  });
  aborted.sort((a, b) => a.firstOffset - b.firstOffset);
  return { topicId, partition, errorCode, aborted, diverging, records };
}
