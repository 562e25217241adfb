import type { Address } from '@statefun-ts/protocol';

import { Deque } from './deque.ts';
import { partitionPart, typePart } from './keys.ts';
import type { Mail } from './mail.ts';
import { laneOf, partitionOf } from './partition.ts';
import type { Endpoint } from './ports.ts';
import type { Linked } from './recency.ts';
import type { StateCell, StateSpec } from './states.ts';

/** An endpoint at work: who is ready to be called, and how many calls are out. */
export class EndpointQueue {
  readonly endpoint: Endpoint;
  /** Function types that were met. */
  types = 0;
  /** Addresses with mail, first come, first served. */
  readonly ready = new Deque<Instance>();
  callsInFlight = 0;
  /** State and messages that are out. */
  callBytes = 0;
  /** Addresses that hold mail in memory. */
  busy = 0;
  /** Messages that only their source holds. */
  sourceUndone = 0;

  constructor(endpoint: Endpoint) {
    this.endpoint = endpoint;
  }

  /**
   * Calls in flight at most, now. What the transport wants counts for a single type only: calls of all start first come, first
   * served, and with few places those of a slow type would soon have all of them.
   */
  get callsMax(): number {
    const { callsInFlightMax, transport } = this.endpoint;
    return this.types > 1 ? callsInFlightMax : Math.min(callsInFlightMax, transport.callsWanted ?? Infinity);
  }
}

/** A function type, met for the first time since the start. */
export class FunctionType {
  readonly namespace: string;
  readonly name: string;
  /** For people: `ns/name`. */
  readonly title: string;
  /** Its part of the store's keys. */
  readonly key: string;
  readonly queue: EndpointQueue;
  readonly instances = new Map<string, Instance>();
  /** Messages in memory, what is out with calls included. */
  queuedMessages = 0;
  /** The states that the function asked for since the start, in the order of asking. */
  readonly specs = new Map<string, StateSpec>();
  /**
   * Until the function has answered once, a single call finds out which states it wants, so that a start does
   * not meet a storm of incomplete replies. The others are held.
   */
  probe: 'needed' | 'running' | 'over' = 'needed';
  readonly held: Instance[] = [];

  constructor(namespace: string, name: string, queue: EndpointQueue) {
    this.namespace = namespace;
    this.name = name;
    this.title = `${namespace}/${name}`;
    this.key = typePart(namespace, name);
    this.queue = queue;
  }
}

/** One call: a batch that is out, until its reply or failure is applied. */
export interface Call {
  readonly instance: Instance;
  readonly batch: readonly Mail[];
  /** State and messages that it holds. */
  bytes: number;
  /** How many of the registered states it was sent. */
  statesShipped: number;
  incompleteReplies: number;
}

/** What an address is doing. `cold`: not in memory, or no longer; whoever still holds it must look it up again. */
export type Phase = 'idle' | 'ready' | 'held' | 'calling' | 'waiting' | 'cold';

/** A function instance in memory: its mailbox and a cache of its state. */
export class Instance implements Linked<Instance> {
  readonly type: FunctionType;
  readonly address: Address;
  readonly partition: string;
  readonly lane: number;
  phase: Phase = 'cold';
  /** Neighbours among the idle, by how long they are. */
  older: Instance | null = null;
  newer: Instance | null = null;
  call: Call | null = null;

  /** Mail in memory: what is out with a call is not in it. */
  readonly queue = new Deque<Mail>();
  /** Rows of mail in the store: [head, tail). Those from `cold` on are only there. */
  head = 0;
  cold = 0;
  tail = 0;

  /** Attempts in the running series, and when it began. */
  attempts = 0;
  seriesSinceMs = 0;
  /** Series that failed in a row. */
  failures = 0;
  retryAtMs = 0;
  /** After a failed series: this many messages at most in the next call. 0: as many as may. */
  batchMax = 0;
  lastError: string | null = null;

  /** State that was read or written, by the index of its spec; undefined before the first call. */
  states: (StateCell | undefined)[] | undefined;
  stateBytes = 0;

  constructor(type: FunctionType, id: string, partitions: number, lanes: number) {
    this.type = type;
    this.address = { namespace: type.namespace, type: type.name, id };
    const place = placeOf(id, partitions, lanes);
    this.partition = place.partition;
    this.lane = place.lane;
  }

  /** Mail that is only in the store. */
  get coldMail(): number {
    return this.tail - this.cold;
  }

  get hasMail(): boolean {
    return this.queue.length > 0 || this.call !== null || this.tail > this.cold;
  }
}

/** Where an id belongs: the partition, as it stands in keys, and the lane. */
export const placeOf = (
  id: string,
  partitions: number,
  lanes: number,
): { partition: string; lane: number } => {
  const partition = partitionOf(id, partitions);
  return { partition: partitionPart(partition), lane: laneOf(partition, lanes) };
};
