import type { DeadLetterReason, Observer, PlaceMark, Routing, StoredPosition } from '@statefun-ts/engine';
import type { ExtensionOrigin, ExtensionSummary } from '@statefun-ts/extension/host';
import type { Component } from '@statefun-ts/module';
import type { Address, ErrorCode } from '@statefun-ts/protocol';
import { StatefunError } from '@statefun-ts/protocol';
import type { PackedRawRecord, PackedRecords, StreamPlace, ToHub, ToOutlet } from '@statefun-ts/shards';
import type { MessagePort } from 'node:worker_threads';
import type { Heartbeat } from './watched-thread.ts';

/*
 * What is said between an application and the thread of an extension. Plain data; bytes stand in the field `bytes` only.
 */

/** What a thread is told at its start. */
export interface ExtensionThreadData {
  readonly extension: ExtensionOrigin;
  /** All others, whose transports its endpoints may use. */
  readonly others: readonly ExtensionSummary[];
  /** Of the application. */
  readonly name: string;
  readonly host: string;
  readonly components: readonly Component[];
  /** The line to the application. */
  readonly line: MessagePort;
  /** Where answers come that the thread waits for: see `Question`. */
  readonly answers: MessagePort;
  /** What both see at once: see `SLOTS`. */
  readonly shared: Int32Array;
  readonly heartbeat: Heartbeat;
}

/** What stands where in the memory that both see. */
export const SLOTS = {
  /** See `Heartbeat`. */
  beats: 0,
  /** The number of the record that `admit` is at; 0: it is at none. */
  admitting: 1,
  /** Counts the answers that the thread waits for. */
  answers: 2,
  length: 3,
} as const;

/** What a part of an extension is: what `create` of a definition makes, or what only admits records. */
export type PartRole = keyof Made;

/** What went wrong, on the other side. */
export interface Fault {
  readonly code: ErrorCode;
  readonly message: string;
}

/** What was thrown, as the other side is told of it. */
export const faultOf = (error: unknown): Fault => ({
  code: error instanceof StatefunError ? error.code : 'STATEFUN_EXTENSION_FAILED',
  message: error instanceof Error ? String(error.message) : String(error),
});

interface Retry {
  readonly callBudgetMs: number;
  readonly retryFirstDelayMs: number;
}

interface Admits {
  readonly delivery: 'durable' | 'none';
  readonly backlogBytesMax: number;
}

/** Of one with a port of its own. */
interface Listens {
  readonly listens?: { readonly label: string | undefined };
}

/** What is known of a part once it is made, by its role. */
export interface Made {
  readonly transport: Retry;
  readonly endpoint: Retry;
  readonly ingress: Listens;
  readonly egress: Listens & Admits;
  readonly admitter: Admits;
}

/** What a part is asked for; each is answered. */
export type Order =
  | { readonly order: 'create'; readonly role: PartRole; readonly component: Component }
  | { readonly order: 'startIngress'; readonly session: number }
  | {
      readonly order: 'startEgress';
      readonly session: number;
      readonly incarnation: string;
      readonly lanes: readonly number[];
      readonly streams: readonly StreamPlace[];
    }
  | { readonly order: 'stop' | 'listen' | 'close' };

interface WithBytes {
  readonly bytes: readonly Uint8Array[];
}

/** Values, in a message: their bytes, and beside them the rest. */
export interface PackedValues extends WithBytes {
  readonly typenames: readonly string[];
  readonly hasValues: readonly boolean[];
}

/** What the application says to a part. */
export type ToPart =
  | ({ readonly do: 'order'; readonly request: number } & Order)
  /** A call: a `ToFunction`. */
  | ({ readonly do: 'call'; readonly call: number; readonly budgetMs: number } & WithBytes)
  /** Records that functions send. They have numbers from `first` on. */
  | ({ readonly do: 'admit'; readonly request: number; readonly first: number } & PackedValues)
  | { readonly do: 'pause'; readonly isPaused: boolean }
  /** Of partitions: the lowest offset that is not durably done. */
  | { readonly do: 'committed'; readonly offsets: readonly (readonly [partition: number, offset: number])[] }
  /** All that came in up to this weight is with the engine. */
  | { readonly do: 'taken'; readonly weight: number }
  | Extract<ToHub, { do: 'records' | 'now' | 'settled' }>;

/** What a part says. */
export type FromPart =
  | { readonly do: 'done'; readonly request: number; readonly value: unknown }
  | { readonly do: 'failed'; readonly request: number; readonly fault: Fault }
  /** A call is answered: by a `FromFunction`. */
  | ({ readonly do: 'answered'; readonly call: number; readonly callsWanted: number | undefined } & WithBytes)
  | {
      readonly do: 'unanswered';
      readonly call: number;
      readonly callsWanted: number | undefined;
      readonly fault: Fault;
      readonly isTransient: boolean;
    }
  /** What was admitted: channels, and why not, by place; `bytes` has the records of those that were. */
  | ({
      readonly do: 'admitted';
      readonly request: number;
      readonly admissions: readonly (string | DeadLetterReason)[];
    } & WithBytes)
  /** What nothing is promised for is with the egress. */
  | { readonly do: 'sent'; readonly weight: number }
  | FromConnector;

/** What an ingress or egress says, in one session: from one start to the next. */
export type FromConnector = { readonly session: number } & (
  | { readonly do: 'fault'; readonly isLasting: boolean; readonly fault: Fault | null }
  | FromIngress
  | { readonly do: 'stream'; readonly message: ToOutlet }
);

export type FromIngress =
  | ({ readonly do: 'push'; readonly partition: number } & PackedRecords)
  | ({
      readonly do: 'deadLetter';
      readonly partition: number;
      readonly offset: number;
      readonly reason: DeadLetterReason;
    } & PackedRawRecord)
  | { readonly do: 'skipTo'; readonly partition: number; readonly offset: number; readonly epoch: number }
  | { readonly do: 'mark'; readonly partition: number; readonly mark: PlaceMark }
  | ({
      readonly do: 'accept';
      readonly request: number;
      readonly target: Address;
      readonly typename: string;
      readonly hasValue: boolean;
    } & WithBytes);

/** What the thread waits for, since an extension asks for it and goes on with the answer at once. */
export type Question =
  | { readonly ask: 'stored'; readonly name: string }
  | {
      readonly ask: 'openPartition';
      readonly partition: number;
      readonly name: string;
      readonly identity: string;
      readonly startOffset: number;
      readonly routing: Routing;
    }
  | { readonly ask: 'recall' | 'recallOthers'; readonly key: string }
  /** Whether all that was said before has been heard. */
  | { readonly ask: 'heard' };

/** What is answered to a question, by its `ask`. */
export interface Answers {
  readonly stored: StoredPosition | undefined;
  readonly openPartition: {
    readonly resumeOffset: number;
    readonly resumeMark: PlaceMark | undefined;
    readonly committedOffset: number;
  };
  readonly recall: string | undefined;
  readonly recallOthers: ReadonlyMap<string, string>;
  readonly heard: undefined;
}

/** What came of a question. */
export type Reply = { readonly value: unknown } | { readonly fault: Fault };

/** To one of several parts. */
export type OfPart<M> = M & { readonly part: number };

/** What the thread says. */
export type FromThread =
  | OfPart<FromPart>
  | (OfPart<{ readonly do: 'question'; readonly session: number }> & { readonly question: Question })
  | {
      readonly do: 'log';
      readonly level: Parameters<Observer['log']>[0];
      readonly message: string;
      readonly fields: Readonly<Record<string, unknown>> | undefined;
    };
