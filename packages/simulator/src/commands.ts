import type { Address } from '@statefun-ts/protocol';

import { addressKey, encodeMark } from './marks.ts';

/** Where a message comes from. */
export type Origin =
  | { readonly from: 'source'; readonly partition: string; readonly offset: number }
  | { readonly from: 'client' }
  | {
      readonly from: 'function';
      readonly parent: Message;
      readonly delayMs: number | null;
      readonly token: string;
    };

/** How a call goes wrong that a message has a hand in. */
export type Stumble =
  | 'refuse'
  | 'permanent'
  | 'hang'
  | 'incomplete'
  | 'unknown-state'
  | 'wrong-type'
  | 'unknown-mutation'
  | 'no-token'
  | 'no-target'
  | 'type-changed';

/** Which egress a record goes to; nobody knows `absent`. */
export type EgressName = 'exact' | 'least' | 'none' | 'absent';

/** A record for an egress. */
export interface OutRecord {
  readonly name: string;
  readonly egress: EgressName;
  readonly channel: string;
  /** `inadmissible`: the egress refuses it when it is sent; `poison`: the outside refuses it. */
  readonly fate: 'good' | 'inadmissible' | 'poison';
  readonly bytes: Uint8Array;
}

/** What a function does for a message. */
export type Command =
  | { readonly do: 'send'; readonly message: Message }
  | { readonly do: 'delay'; readonly delayMs: number; readonly token: string; readonly message: Message }
  | { readonly do: 'cancel'; readonly token: string }
  | { readonly do: 'emit'; readonly record: OutRecord }
  | { readonly do: 'lease' }
  | { readonly do: 'session' };

/** A message, and all that follows from it. */
export interface Message {
  /** What its payload says. A source record with several targets makes several messages of one uid. */
  readonly uid: string;
  /** Unique. */
  readonly name: string;
  readonly target: Address;
  readonly targetKey: string;
  readonly origin: Origin;
  readonly payload: Uint8Array;
  readonly commands: Command[];
  /** Calls that hold it go wrong this often. */
  readonly stumble: { readonly how: Stumble; readonly times: number } | null;
}

/** The typename of all messages. */
export const COMMAND_TYPE = 'sim/command';

/** All messages that can ever be, by what a function sees of them. */
export class Registry {
  /** By target, then uid. */
  readonly #messages = new Map<string, Map<string, Message>>();
  readonly #records = new Map<string, OutRecord>();

  add(message: Message): Message {
    const known = this.#messages.get(message.targetKey) ?? new Map<string, Message>();
    this.#messages.set(message.targetKey, known.set(message.uid, message));
    return message;
  }

  addRecord(record: OutRecord): OutRecord {
    this.#records.set(record.name, record);
    return record;
  }

  find(uid: string, target: Address): Message | undefined {
    return this.at(uid, addressKey(target));
  }

  at(uid: string, targetKey: string): Message | undefined {
    return this.#messages.get(targetKey)?.get(uid);
  }

  record(name: string): OutRecord | undefined {
    return this.#records.get(name);
  }
}

/** A record's bytes. */
export const recordBytes = (name: string, padding: number): Uint8Array => encodeMark('OUT', name, padding);
