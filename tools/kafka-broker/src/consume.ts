import {
  Connection,
  FetchIsolationLevels,
  fetchV13,
  listOffsetsV7,
  ListOffsetTimestamps,
  metadataV12,
  parseBroker,
  type RecordsBatch,
} from '@platformatic/kafka';

export interface ConsumedRecord {
  readonly partition: number;
  readonly offset: number;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: readonly (readonly [Buffer | null, Buffer | null])[];
  readonly timestampMs: number;
}

const isTransactional = 0b01_0000;
const isControl = 0b10_0000;
const fetchBytesMax = 8 << 20;

/**
 * All committed records of a topic, from the start of each partition to its last stable offset. Written on
 * the bare protocol, because the client's own filter for aborted transactions misses some (it knows one
 * aborted range per producer and response), and tests count on this one.
 */
export async function consume(
  bootstrap: string,
  topic: string,
  partitions: number,
): Promise<ConsumedRecord[]> {
  const { host, port } = parseBroker(bootstrap);
  const connection = new Connection('statefun-test');
  await connection.connect(host, port);
  try {
    const metadata = await metadataV12.api.async(connection, [topic]);
    const topicId = metadata.topics[0]?.topicId ?? '';
    const records: ConsumedRecord[] = [];
    for (let partition = 0; partition < partitions; partition++) {
      await consumePartition(connection, topic, topicId, partition, records);
    }
    return records;
  } finally {
    await connection.close();
  }
}

async function consumePartition(
  connection: Connection,
  topic: string,
  topicId: string,
  partition: number,
  records: ConsumedRecord[],
): Promise<void> {
  let offset = await listOffset(connection, topic, partition, ListOffsetTimestamps.EARLIEST);
  const end = await listOffset(connection, topic, partition, ListOffsetTimestamps.LATEST);
  while (offset < end) {
    const request = {
      partition,
      currentLeaderEpoch: -1,
      fetchOffset: offset,
      lastFetchedEpoch: -1,
      partitionMaxBytes: fetchBytesMax,
    };
    const topics = [{ topicId, partitions: [request] }];
    const level = FetchIsolationLevels.READ_COMMITTED;
    const response = await fetchV13.api.async(
      connection,
      500,
      1,
      fetchBytesMax,
      level,
      0,
      -1,
      topics,
      [],
      '',
    );
    const fetched = response.responses[0]?.partitions[0];
    const aborted = (fetched?.abortedTransactions ?? []).toSorted((a, b) =>
      Number(a.firstOffset - b.firstOffset),
    );
    const aborting = new Set<bigint>();
    for (const batch of fetched?.records ?? []) {
      const last = batch.firstOffset + BigInt(batch.lastOffsetDelta);
      while (aborted[0] !== undefined && aborted[0].firstOffset <= last)
        aborting.add(aborted.shift()?.producerId ?? -1n);
      if ((batch.attributes & isControl) !== 0) aborting.delete(batch.producerId);
      else if ((batch.attributes & isTransactional) === 0 || !aborting.has(batch.producerId)) {
        collect(batch, partition, offset, end, records);
      }
      offset = last + 1n;
    }
  }
}

function collect(
  batch: RecordsBatch,
  partition: number,
  from: bigint,
  end: bigint,
  records: ConsumedRecord[],
): void {
  for (const record of batch.records) {
    const offset = batch.firstOffset + BigInt(record.offsetDelta);
    if (offset < from || offset >= end) continue;
    records.push({
      partition,
      offset: Number(offset),
      key: record.key,
      value: record.value,
      headers: record.headers,
      timestampMs: Number(batch.firstTimestamp + record.timestampDelta),
    });
  }
}

async function listOffset(
  connection: Connection,
  topic: string,
  partition: number,
  timestamp: bigint,
): Promise<bigint> {
  const partitions = [{ partitionIndex: partition, currentLeaderEpoch: -1, timestamp }];
  const level = FetchIsolationLevels.READ_COMMITTED;
  const response = await listOffsetsV7.api.async(connection, -1, level, [{ name: topic, partitions }]);
  return response.topics[0]?.partitions[0]?.offset ?? 0n;
}
