import type { DeadLetterReason, NamedPosition, PlaceMark, Routing, Spread } from '@statefun-ts/engine';
import type { Address } from '@statefun-ts/protocol';
import type { PackedRawRecord, PackedRecords } from './records.ts';

/**
 * What the hub and a shard say to each other. Plain data, so that it can cross threads; bytes stand in the field
 * `bytes` only, so that whoever carries a message can pack them. All but `begin` belongs to a session: a shard begins
 * another one with each engine, and what belongs to an earlier one is passed over on either side.
 */
export type Envelope<M> = M & { readonly session: number };

/** Bytes that a message brings. They may be views of larger buffers. */
interface WithBytes {
  readonly bytes: readonly Uint8Array[];
}

/** Which records: of an egress, from a lane, by a channel. */
export interface StreamName {
  readonly egress: string;
  readonly lane: number;
  readonly channel: string;
}

/** How far a stream is. */
export interface StreamPlace extends StreamName {
  /** The first sequence that is not done. */
  readonly head: number;
  /** One past the last durable sequence. */
  readonly tail: number;
}

/** What a shard's engine has when it begins. */
export interface Begin {
  readonly do: 'begin';
  readonly spread: Spread;
  readonly incarnation: string;
  readonly positions: readonly NamedPosition[];
  readonly streams: readonly StreamPlace[];
  /** What egresses keep. Those of the first shard count. */
  readonly memories: readonly (readonly [egress: string, key: string, value: string])[];
  readonly stateTypes: StateTypes;
}

/** Registered types of states, by a key that is the same in all shards. */
export type StateTypes = readonly (readonly [key: string, typename: string])[];

/** What a shard says to the hub. */
export type ToHub =
  | Begin
  /** Ingresses are to hold back, or may go on. */
  | { readonly do: 'pause'; readonly paused: boolean }
  /** The position of a source partition that was opened is durable. */
  | { readonly do: 'opened'; readonly partition: number }
  | { readonly do: 'committed'; readonly partition: number; readonly offset: number }
  /** So much of what came from ingresses is with the engine: see `weightOf`. */
  | { readonly do: 'taken'; readonly weight: number }
  /** Types of states were registered. All shards are told, so that a state has one type in all of them. */
  | { readonly do: 'types'; readonly types: StateTypes }
  /** What the hub asked for by that number is durable, or will not be. */
  | { readonly do: 'settled'; readonly request: number; readonly error?: { code: string; message: string } }
  /** Durable records, in order from `first` on. `rejections`: how many rejections of the stream the shard knows of. */
  | ({ readonly do: 'records'; readonly first: number; readonly rejections: number } & StreamPlace &
      WithBytes)
  /** A record for which nothing is promised. */
  | ({ readonly do: 'now'; readonly egress: string; readonly channel: string } & WithBytes)
  /** The shard stops in order, and has made durable all that it does. */
  | { readonly do: 'drained' };

/** Which source partition of which ingress. Each opening has a number of its own. */
interface OfPartition {
  readonly ingress: string;
  readonly partition: number;
}

/** What the hub says to a shard for an ingress. */
export type ToInlet =
  | ({
      readonly do: 'open';
      readonly name: string;
      readonly identity: string;
      readonly startOffset: number;
      readonly routing: Routing;
    } & OfPartition)
  /** Records, in the order of their offsets. */
  | ({ readonly do: 'push' } & OfPartition & PackedRecords)
  /** A record that is to be set aside: the bytes of its key and value, where it has them. */
  | ({
      readonly do: 'deadLetter';
      readonly offset: number;
      readonly reason: DeadLetterReason;
    } & OfPartition &
      PackedRawRecord)
  /** All below `next` has come, and how the source may be found again. */
  | ({
      readonly do: 'advance';
      readonly next: number;
      readonly epoch: number;
      readonly marks: readonly PlaceMark[];
    } & OfPartition)
  | ({
      readonly do: 'accept';
      readonly ingress: string;
      readonly request: number;
      readonly target: Address;
      readonly typename: string;
      readonly hasValue: boolean;
    } & WithBytes);

/** What the hub says to a shard for an egress. */
export type ToOutlet =
  | ({ readonly do: 'done'; readonly next: number } & StreamName)
  | ({ readonly do: 'reject'; readonly sequence: number; readonly reason: DeadLetterReason } & StreamName)
  | {
      readonly do: 'remember';
      readonly egress: string;
      readonly request: number;
      readonly key: string;
      readonly value: string;
    };

/** What the hub says to a shard. */
export type ToSpoke =
  | ToInlet
  | ToOutlet
  /** Other shards have registered these types of states. */
  | { readonly do: 'types'; readonly types: StateTypes }
  /** The egresses have stopped: so may the shard. */
  | { readonly do: 'released' };

/** What a record costs besides its bytes, roughly: those without any must not go without limit. */
const RECORD_OVERHEAD_BYTES = 100;

/** What records on the way take of memory, roughly, in bytes. */
export const weightOf = (bytes: readonly Uint8Array[]): number =>
  bytes.reduce((sum, { length }) => sum + length + RECORD_OVERHEAD_BYTES, 0);
