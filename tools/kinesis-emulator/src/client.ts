import {
  CreateStreamCommand,
  DeleteStreamCommand,
  DescribeStreamSummaryCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
  KinesisClient,
  ListShardsCommand,
  MergeShardsCommand,
  PutRecordsCommand,
  SplitShardCommand,
  type Shard,
} from '@aws-sdk/client-kinesis';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';

export interface TestRecord {
  readonly key: string;
  readonly value: string | Uint8Array;
  readonly hashKey?: string;
}

export interface ReadRecord {
  readonly key: string;
  readonly value: string;
  readonly shard: string;
  readonly sequence: string;
}

const pollMs = 20;
const requestRecordsMax = 500;
const hashKeys = 2n ** 128n;

export function uniqueName(prefix = 'stream'): string {
  return `${prefix}-${randomUUID()}`;
}

/** What tests do with streams. Its region and credentials are those of `testAws`. */
export class TestClient {
  readonly #client: KinesisClient;
  /** Where the next `readOn` goes on, by shard; undefined at its end. */
  readonly #iterators = new Map<string, string | undefined>();

  constructor(endpoint: string) {
    this.#client = new KinesisClient({
      endpoint,
      region: testAws.region,
      credentials: { accessKeyId: testAws.accessKeyId, secretAccessKey: testAws.secretAccessKey },
      requestHandler: new NodeHttpHandler(),
    });
  }

  /** Resolves when it can be used. */
  async createStream(shards = 1, name = uniqueName()): Promise<string> {
    await this.#client.send(new CreateStreamCommand({ StreamName: name, ShardCount: shards }));
    await this.#untilActive(name);
    return name;
  }

  /** Resolves when it is gone. */
  async deleteStream(name: string): Promise<void> {
    await this.#client.send(new DeleteStreamCommand({ StreamName: name }));
    for (;;) {
      try {
        await this.#client.send(new DescribeStreamSummaryCommand({ StreamName: name }));
      } catch {
        return;
      }
      await delay(pollMs);
    }
  }

  async shards(stream: string): Promise<Shard[]> {
    const { Shards: shards = [] } = await this.#client.send(new ListShardsCommand({ StreamName: stream }));
    return shards;
  }

  /** Splits a shard in the middle, and resolves when that is done. */
  async split(stream: string, shardId: string): Promise<void> {
    const shard = (await this.shards(stream)).find(({ ShardId: id }) => id === shardId);
    const { StartingHashKey: from = '0', EndingHashKey: to = '0' } = shard?.HashKeyRange ?? {};
    const middle = (BigInt(from) + BigInt(to) + 1n) / 2n;
    const command = {
      StreamName: stream,
      ShardToSplit: shardId,
      NewStartingHashKey: String(middle % hashKeys),
    };
    await this.#client.send(new SplitShardCommand(command));
    await this.#untilActive(stream);
  }

  /** Merges two neighbours, and resolves when that is done. */
  async merge(stream: string, shard: string, neighbour: string): Promise<void> {
    const command = { StreamName: stream, ShardToMerge: shard, AdjacentShardToMerge: neighbour };
    await this.#client.send(new MergeShardsCommand(command));
    await this.#untilActive(stream);
  }

  /** Throws when any of them is refused. */
  async put(stream: string, records: readonly TestRecord[]): Promise<void> {
    for (let from = 0; from < records.length; from += requestRecordsMax) {
      const entries = records.slice(from, from + requestRecordsMax).map(({ key, value, hashKey }) => ({
        PartitionKey: key,
        Data: typeof value === 'string' ? Buffer.from(value) : value,
        ...(hashKey !== undefined && { ExplicitHashKey: hashKey }),
      }));
      const command = new PutRecordsCommand({ StreamName: stream, Records: entries });
      const { FailedRecordCount: failed = 0 } = await this.#client.send(command);
      if (failed > 0) throw new Error(`Kinesis refused ${failed} records.`);
    }
  }

  /** What came to a stream since the last such call, or since it was made. */
  async readOn(stream: string): Promise<ReadRecord[]> {
    const records: ReadRecord[] = [];
    for (const { ShardId: shard = '' } of await this.shards(stream)) {
      const name = `${stream}/${shard}`;
      if (!this.#iterators.has(name)) this.#iterators.set(name, await this.#iterator(stream, shard));
      for (let count = -1, iterator = this.#iterators.get(name); count !== 0 && iterator !== undefined;) {
        const page = await this.#client.send(new GetRecordsCommand({ ShardIterator: iterator }));
        count = page.Records?.length ?? 0;
        iterator = page.NextShardIterator;
        this.#iterators.set(name, iterator);
        for (const { PartitionKey: key = '', Data: data, SequenceNumber: sequence = '' } of page.Records ??
          []) {
          records.push({ key, value: Buffer.from(data ?? []).toString(), shard, sequence });
        }
      }
    }
    return records;
  }

  close(): void {
    this.#client.destroy();
  }

  async #iterator(stream: string, shard: string): Promise<string | undefined> {
    const command = { StreamName: stream, ShardId: shard, ShardIteratorType: 'TRIM_HORIZON' } as const;
    return (await this.#client.send(new GetShardIteratorCommand(command))).ShardIterator;
  }

  async #untilActive(name: string): Promise<void> {
    for (;;) {
      const command = new DescribeStreamSummaryCommand({ StreamName: name });
      const { StreamDescriptionSummary: summary } = await this.#client.send(command);
      if (summary?.StreamStatus === 'ACTIVE') return;
      await delay(pollMs);
    }
  }
}

/** What emulators are asked with. */
export const testAws = { region: 'us-east-1', accessKeyId: 'test', secretAccessKey: 'test' } as const;
