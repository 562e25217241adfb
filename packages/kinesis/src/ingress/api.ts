import {
  DescribeStreamSummaryCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
  ListShardsCommand,
  type GetRecordsCommandOutput,
  type KinesisClient,
  type ListShardsCommandOutput,
} from '@aws-sdk/client-kinesis';
import type { HashRange } from './aggregation.ts';

/** A stream as it is now. */
export interface StreamView {
  readonly name: string;
  /** Tells a stream from another one that had or will have its name. */
  readonly identity: string;
  readonly retentionMs: number;
  readonly shards: ReadonlyMap<string, ShardView>;
}

export interface ShardView {
  readonly id: string;
  /** The shards whose records go before this one's. */
  readonly parents: readonly string[];
  readonly hashRange: HashRange;
}

/** Where a read is to begin. */
export type IteratorStart =
  | { readonly ShardIteratorType: 'LATEST' | 'TRIM_HORIZON' }
  | { readonly ShardIteratorType: 'AT_TIMESTAMP'; readonly Timestamp: Date }
  | { readonly ShardIteratorType: 'AT_SEQUENCE_NUMBER'; readonly StartingSequenceNumber: string };

const hourMs = 3_600_000;

/** The questions that an ingress asks Kinesis. All reject on any failure and when the signal comes. */
export class KinesisApi {
  readonly #client: KinesisClient;
  readonly #abort: { readonly abortSignal: AbortSignal };

  constructor(client: KinesisClient, signal: AbortSignal) {
    this.#client = client;
    this.#abort = { abortSignal: signal };
  }

  /** Without the shards' being looked up. */
  async identity(name: string): Promise<Omit<StreamView, 'shards'>> {
    const command = new DescribeStreamSummaryCommand({ StreamName: name });
    const { StreamDescriptionSummary: summary } = await this.#client.send(command, this.#abort);
    const { StreamARN: arn, StreamCreationTimestamp: created, RetentionPeriodHours: hours } = summary ?? {};
    if (arn === undefined || created === undefined || hours === undefined) {
      throw new Error(`Kinesis describes stream ${name} without its name, age or retention.`);
    }
    return { name, identity: `${arn}@${created.getTime()}`, retentionMs: hours * hourMs };
  }

  async describe(name: string): Promise<StreamView> {
    const stream = await this.identity(name);
    const shards = new Map<string, ShardView>();
    for (let next: string | undefined; ;) {
      const command = new ListShardsCommand(next === undefined ? { StreamName: name } : { NextToken: next });
      const page = await this.#client.send(command, this.#abort);
      for (const shard of page.Shards ?? []) {
        const view = shardView(shard);
        shards.set(view.id, view);
      }
      next = page.NextToken;
      if (next === undefined) return { ...stream, shards };
    }
  }

  async iterator(stream: string, shard: string, start: IteratorStart): Promise<string> {
    const command = new GetShardIteratorCommand({ StreamName: stream, ShardId: shard, ...start });
    const { ShardIterator: iterator } = await this.#client.send(command, this.#abort);
    if (iterator === undefined) throw new Error('Kinesis answers without an iterator.');
    return iterator;
  }

  read(iterator: string, limit: number): Promise<GetRecordsCommandOutput> {
    return this.#client.send(new GetRecordsCommand({ ShardIterator: iterator, Limit: limit }), this.#abort);
  }

  close(): void {
    this.#client.destroy();
  }
}

function shardView(shard: NonNullable<ListShardsCommandOutput['Shards']>[number]): ShardView {
  return {
    id: shard.ShardId ?? '',
    parents: [shard.ParentShardId, shard.AdjacentParentShardId].filter((id) => id !== undefined),
    hashRange: {
      from: BigInt(shard.HashKeyRange?.StartingHashKey ?? '0'),
      to: BigInt(shard.HashKeyRange?.EndingHashKey ?? '0'),
    },
  };
}
