import type { Routing } from '@statefun-ts/engine';
import type { Address } from '@statefun-ts/protocol';

import type { Command, EgressName, Message, Origin, OutRecord, Stumble } from './commands.ts';
import { COMMAND_TYPE, recordBytes, Registry } from './commands.ts';
import { addressKey, encodeMark } from './marks.ts';
import type { Prng } from './random.ts';
import type { Swarm, Switch } from './swarm.ts';

/** The function types of the world, as `namespace/name`. The endpoint of each is its namespace. */
export const FUNCTION_TYPES = ['sim/alpha', 'sim/beta', 'aux/gamma', 'far.off/delta'] as const;
const UNKNOWN_TYPE = 'nowhere/none';

/** A record of a source. */
export interface SourceItem {
  readonly offset: number;
  readonly arrivesAtMs: number;
  readonly id: string;
  readonly value: Uint8Array;
  /** It has no key, and can't become a message. */
  readonly isBad: boolean;
  /** The messages that it becomes under each of its topic's routings. */
  readonly messages: readonly (readonly Message[])[];
}

export interface SourceTopic {
  readonly name: string;
  readonly appearsAtMs: number;
  /** The routing may change at a restart. */
  readonly routings: readonly Routing[];
  readonly items: readonly SourceItem[];
}

/** What a client wants. Each attempt is a message of its own. */
export interface ClientRequest {
  readonly atMs: number;
  readonly attempts: readonly Message[];
}

export interface Workload {
  readonly registry: Registry;
  readonly topics: readonly SourceTopic[];
  readonly requests: readonly ClientRequest[];
}

const IDS = ['a', 'b/c', 'ключ', '😀', '\uffee', 'x\u0000y', '%25', ':1:', 'a\u0000', '0', 'Z z', '~'];
const STUMBLES: readonly Stumble[] = [
  'refuse',
  'refuse',
  'refuse',
  'permanent',
  'hang',
  'incomplete',
  'unknown-state',
  'wrong-type',
  'unknown-mutation',
  'no-token',
  'no-target',
  'type-changed',
];
const MESSAGES_MAX = 450;
const CHILDREN_MAX = 3;

const addressOf = (functionType: string, id: string): Address => {
  const slash = functionType.indexOf('/');
  return { namespace: functionType.slice(0, slash), type: functionType.slice(slash + 1), id };
};

/** Makes up all that will ever be sent in a seed: trees of messages, whose outcome can be told beforehand. */
class Author {
  readonly registry = new Registry();
  readonly #random: Prng;
  readonly #swarm: Swarm;
  readonly #ids: string[];
  #messages = 0;

  constructor(random: Prng, swarm: Swarm) {
    this.#random = random;
    this.#swarm = swarm;
    this.#ids = Array.from({ length: Math.max(1, swarm.addresses >> 1) }, (_, i) => IDS[i] ?? `id-${i}`);
  }

  id(): string {
    const isHot = this.#swarm.on.has('hot-address') && this.#random.chance(0.4);
    return isHot ? (this.#ids[0] as string) : this.#random.pick(this.#ids);
  }

  address(): Address {
    return addressOf(this.#random.pick(FUNCTION_TYPES), this.id());
  }

  message(
    uid: string,
    name: string,
    target: Address,
    origin: Origin,
    depth: number,
    payload?: Uint8Array,
  ): Message {
    this.#messages++;
    const commands: Command[] = [];
    const message: Message = {
      uid,
      name,
      target,
      targetKey: addressKey(target),
      origin,
      payload: payload ?? this.payload(uid),
      commands,
      stumble: this.#on('stumbles', 0.08)
        ? { how: this.#random.pick(STUMBLES), times: this.#random.integer(1, 4) }
        : null,
    };
    this.registry.add(message);
    if (target.namespace === addressOf(UNKNOWN_TYPE, '').namespace) return message;
    this.#addCommands(message, depth);
    return message;
  }

  #on(name: Switch, probability: number): boolean {
    return this.#random.chance(probability) && this.#swarm.on.has(name);
  }

  payload(uid: string): Uint8Array {
    const padding = this.#on('big-messages', 0.2)
      ? this.#random.integer(100, 4_000)
      : this.#random.integer(0, 20);
    return encodeMark('MSG', uid, padding);
  }

  #addCommands(message: Message, depth: number): void {
    const random = this.#random;
    const children = depth > 0 && this.#messages < MESSAGES_MAX ? random.integer(0, CHILDREN_MAX) : 0;
    for (let i = 0; i < children; i++) this.#addChild(message, `${message.name}.${i}`, depth - 1);
    const records = random.chance(0.5) ? random.integer(1, 2) : 0;
    for (let i = 0; i < records; i++) message.commands.push({ do: 'emit', record: this.#record(message, i) });
    if (this.#on('expiration', 0.3)) message.commands.push({ do: random.pick(['lease', 'session']) });
    if (this.#on('delays', 0.15)) this.#addRace(message);
  }

  #addChild(parent: Message, name: string, depth: number): void {
    const isDelayed = this.#on('delays', 0.4);
    const delayMs = isDelayed ? this.#delayMs() : null;
    const token = isDelayed && this.#random.chance(0.5) ? this.#token() : '';
    const message = this.message(
      name,
      name,
      this.#childTarget(parent),
      { from: 'function', parent, delayMs, token },
      depth,
    );
    parent.commands.push(
      delayMs === null ? { do: 'send', message } : { do: 'delay', delayMs, token, message },
    );
    if (token !== '' && this.#random.chance(0.3))
      parent.commands.push({ do: 'cancel', token: this.#token() });
  }

  #childTarget(parent: Message): Address {
    const random = this.#random;
    if (this.#on('bad-records', 0.04)) return addressOf(UNKNOWN_TYPE, this.id());
    if (random.chance(0.15)) return parent.target;
    if (random.chance(0.15) && parent.origin.from === 'function') return parent.origin.parent.target;
    return this.address();
  }

  #token(): string {
    return `token-${this.#random.integer(0, 2)}`;
  }

  #delayMs(): number {
    const random = this.#random;
    if (random.chance(0.1)) return 0;
    return random.chance(0.1) ? random.integer(5_000, 90_000) : Math.floor(random.exponential(800));
  }

  /** A delayed message, and one to the sender itself that arrives at about the same time and cancels it. */
  #addRace(message: Message): void {
    const random = this.#random;
    const delayMs = Math.floor(random.exponential(300));
    const token = this.#token();
    const name = (part: string): string => `${message.name}.${part}`;
    const origin = { from: 'function', parent: message } as const;
    const racer = this.message(name('race'), name('race'), this.address(), { ...origin, delayMs, token }, 0);
    const cancelMs = Math.max(0, delayMs + random.integer(-10, 10));
    const canceller = this.message(
      ...([name('stop'), name('stop'), message.target] as const),
      { ...origin, delayMs: cancelMs, token: '' },
      0,
    );
    canceller.commands.push({ do: 'cancel', token });
    message.commands.push({ do: 'delay', delayMs, token, message: racer });
    message.commands.push({ do: 'delay', delayMs: cancelMs, token: '', message: canceller });
  }

  #record(message: Message, index: number): OutRecord {
    const random = this.#random;
    const name = `${message.name}!${index}`;
    const isBad = this.#on('bad-records', 0.1);
    const good: EgressName = random.pick(['exact', 'exact', 'least', 'none']);
    const egress = isBad && random.chance(0.3) ? 'absent' : good;
    const fate = isBad ? random.pick(['inadmissible', 'poison'] as const) : 'good';
    const bytes = recordBytes(name, random.integer(0, 60));
    const channel = `c${random.integer(0, 1)}`;
    // Nobody waits to hear whether a record of `none` was taken outside.
    return this.registry.addRecord({
      name,
      egress,
      channel,
      bytes,
      fate: egress === 'none' && fate === 'poison' ? 'inadmissible' : fate,
    });
  }
}

const topicOf = (author: Author, random: Prng, swarm: Swarm, index: number): SourceTopic => {
  const name = `sim/topic/${index}`;
  const targets = (): string[] => FUNCTION_TYPES.filter(() => random.chance(0.4));
  const first = targets();
  const routingTargets = [first.length > 0 ? first : [FUNCTION_TYPES[0]]];
  if (swarm.on.has('rerouting')) {
    const second = targets();
    routingTargets.push(second.length > 0 ? second : [FUNCTION_TYPES[1]]);
  }
  const routings = routingTargets.map((list) => ({ targets: list, valueType: COMMAND_TYPE }));
  const appearsAtMs = random.chance(0.2) ? random.between(0, swarm.faultsUntilMs / 2) : 0;
  const isBurst = random.chance(0.3);
  let offset = random.integer(0, 100);
  let arrivesAtMs = appearsAtMs;
  const items: SourceItem[] = [];
  for (let i = 0; i < swarm.sourceRecords; i++) {
    offset += random.chance(0.2) ? random.integer(2, 5) : 1;
    if (!isBurst)
      arrivesAtMs += random.exponential((0.8 * (swarm.faultsUntilMs - appearsAtMs)) / swarm.sourceRecords);
    items.push(itemOf(author, random, swarm, { topic: name, index, routings, offset, arrivesAtMs }));
  }
  return { name, appearsAtMs, routings, items };
};

const itemOf = (
  author: Author,
  random: Prng,
  swarm: Swarm,
  place: {
    topic: string;
    index: number;
    routings: readonly Routing[];
    offset: number;
    arrivesAtMs: number;
  },
): SourceItem => {
  const { topic, index, routings, offset, arrivesAtMs } = place;
  const uid = `s${index}@${offset}`;
  const isBad = swarm.on.has('bad-records') && random.chance(0.1);
  const id = author.id();
  if (isBad) return { offset, arrivesAtMs, id, isBad, value: encodeMark('BAD', uid), messages: [] };
  const value = author.payload(uid);
  const all = [...new Set(routings.flatMap(({ targets }) => targets))];
  const made = all.map((target, i) =>
    author.message(
      ...([uid, `${uid}#${i}`, addressOf(target, id)] as const),
      { from: 'source', partition: topic, offset },
      random.integer(0, swarm.depthMax),
      value,
    ),
  );
  const messages = routings.map(({ targets }) =>
    targets.map((target) => made[all.indexOf(target)] as Message),
  );
  return { offset, arrivesAtMs, id, isBad, value, messages };
};

const requestOf = (author: Author, random: Prng, swarm: Swarm, index: number): ClientRequest => {
  const target = author.address();
  const attempts = Array.from({ length: 3 }, (_, attempt) => {
    const uid = `c${index}~${attempt}`;
    const depth = attempt === 0 ? random.integer(0, swarm.depthMax) : 0;
    return author.message(uid, uid, target, { from: 'client' }, depth);
  });
  return { atMs: random.between(0, swarm.faultsUntilMs), attempts };
};

/** All that will be sent in a seed. */
export const writeWorkload = (random: Prng, swarm: Swarm): Workload => {
  const author = new Author(random.fork('author'), swarm);
  const topics = Array.from({ length: swarm.sourcePartitions }, (_, i) =>
    topicOf(author, random.fork(`topic${i}`), swarm, i),
  );
  const requests = Array.from({ length: swarm.clientMessages }, (_, i) =>
    requestOf(author, random.fork(`request${i}`), swarm, i),
  ).toSorted((a, b) => a.atMs - b.atMs);
  return { registry: author.registry, topics, requests };
};
