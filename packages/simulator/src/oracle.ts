import { rangeOf } from '@statefun-ts/engine';

import { FateOfDelayed } from './delayed-fate.ts';
import type { Command, Message, OutRecord } from './commands.ts';
import { findMarks } from './marks.ts';
import type { SimProcess } from './process.ts';
import { FUNCTION_TYPES } from './workload.ts';
import type { World } from './world.ts';

/** Kinds of rows that must be gone when all is done: mailboxes, mail, timers, tokens, outbox. */
const TRANSIENT_KINDS = ['m', 'q', 't', 'k', 'o'] as const;

/** What must have come of everything that entered. */
interface Expected {
  /** Messages whose effects must be there, once; all others must have none. */
  readonly applied: Set<Message>;
  /** Records that must be outside. */
  readonly records: Map<OutRecord, Message>;
  /** What must be set aside: the text of its mark. */
  readonly deadLetters: string[];
}

const isServed = ({ target }: Message): boolean =>
  FUNCTION_TYPES.some((known) => known === `${target.namespace}/${target.type}`);

/**
 * An independent model of the whole: given only what entered and in which order each address says it applied its
 * messages, it tells every address's state and every egress's content, and compares.
 */
export class Oracle {
  readonly #world: World;
  readonly #process: SimProcess;
  readonly #fate: FateOfDelayed;

  constructor(world: World, process: SimProcess) {
    this.#world = world;
    this.#process = process;
    this.#fate = new FateOfDelayed(world);
  }

  /** What is still to come; empty when all has drained. */
  pending(limit: number): string[] {
    const expected = this.#expect();
    const { history } = this.#world;
    const pending: string[] = [];
    const note = (what: string): boolean => pending.push(what) >= limit;
    if (!this.#process.outside.clients.isDone) note('clients wait');
    for (const message of expected.applied) {
      if (!history.isApplied(message) && note(`${message.name} at ${message.targetKey}`)) return pending;
    }
    for (const { name } of this.#missingRecords(expected)) if (note(`record ${name}`)) return pending;
    if (!this.#process.isRunning) note('the process is not at work');
    for (const what of this.#process.connectors?.source.behind() ?? []) note(what);
    for (const { shard } of this.#process.shards) {
      if (shard.engine === undefined) note('a shard recovers');
    }
    for (const disk of this.#process.disks) {
      for (const kind of TRANSIENT_KINDS) {
        for (const { key } of disk.scan(...rangeOf(kind), limit)) note(`row ${JSON.stringify(key)}`);
      }
    }
    return pending;
  }

  *#missingRecords({ records }: Expected): Iterable<OutRecord> {
    const out = new Set([
      ...this.#arrived('exact'),
      ...this.#arrived('least'),
      ...this.#process.outside.careless.keys(),
    ]);
    for (const record of records.keys()) if (!out.has(record.name) && !this.#mayBeLost(record)) yield record;
  }

  /** What nothing is promised for is on its way for a moment when there are several shards. */
  #mayBeLost({ egress }: OutRecord): boolean {
    const { interruptions, swarm } = this.#world;
    return egress === 'none' && swarm.isSharded && interruptions > 0;
  }

  #arrived(egress: 'exact' | 'least'): string[] {
    return Array.from(this.#process.outside[egress].streams(), ([, names]) => names).flat();
  }

  /** The judgement over a run that has drained. */
  judge(): void {
    const expected = this.#expect();
    this.#judgeStates(expected);
    this.#judgeOrder();
    this.#judgeEgresses(expected);
    this.#judgeDeadLetters(expected);
    this.#countClients(expected);
    this.#fate.judgeOrder();
  }

  // ------------------------------------------------------------------------------------------- the model

  #expect(): Expected {
    const expected: Expected = { applied: new Set(), records: new Map(), deadLetters: [] };
    this.#fate.begin();
    for (const message of this.#roots(expected)) this.#follow(message, expected);
    return expected;
  }

  /** Messages from outside that must take effect: acknowledged ones, all that a source holds, and those seen. */
  #roots(expected: Expected): Message[] {
    const { workload, history } = this.#world;
    const roots: Message[] = [];
    for (const { items } of workload.topics) {
      for (const { isBad, messages, value } of items) {
        if (isBad) expected.deadLetters.push(findMarks(value)[0]?.text ?? '');
        else roots.push(...this.#routed(messages));
      }
    }
    for (const { attempts } of workload.requests) {
      roots.push(...attempts.filter((message) => history.acked.has(message) || history.isSafe(message)));
    }
    return roots;
  }

  /** A record went by one of its topic's routings, whole: by the one that shows, or by either. */
  #routed(routings: readonly (readonly Message[])[]): readonly Message[] {
    const { history } = this.#world;
    const common =
      routings[0]?.filter((message) => routings.every((routed) => routed.includes(message))) ?? [];
    const shown = routings.find((routed) =>
      routed.some((message) => !common.includes(message) && history.isApplied(message)),
    );
    const whole = routings.find((routed) => routed.every((message) => history.isApplied(message)));
    return shown ?? whole ?? routings[0] ?? [];
  }

  #follow(message: Message, expected: Expected): void {
    if (!isServed(message)) {
      expected.deadLetters.push(message.uid);
      return;
    }
    expected.applied.add(message);
    if (!this.#world.history.isApplied(message)) return;
    for (const command of message.commands) this.#followCommand(message, command, expected);
  }

  #followCommand(sender: Message, command: Command, expected: Expected): void {
    if (command.do === 'send') this.#follow(command.message, expected);
    if (command.do === 'delay' && this.#fate.arrives(command.message))
      this.#follow(command.message, expected);
    if (command.do !== 'emit') return;
    const { record } = command;
    const isGood = record.fate === 'good' && record.egress !== 'absent';
    if (isGood) expected.records.set(record, sender);
    else expected.deadLetters.push(record.name);
  }

  // ------------------------------------------------------------------------------------------ judgements

  #judgeStates({ applied }: Expected): void {
    const { history, verdict, workload } = this.#world;
    for (const message of applied) {
      verdict.check(history.isApplied(message), 'exactly-once', () => `${message.name} was lost`);
    }
    for (const [address, { uids }] of history.logs()) {
      const seen = new Set<string>();
      for (const uid of uids) {
        const message = workload.registry.at(uid, address);
        const isExpected = message !== undefined && applied.has(message);
        verdict.check(isExpected, 'phantom', () => `${address} applied ${uid}, which should not have come`);
        verdict.check(!seen.has(uid), 'exactly-once', () => `${address} applied ${uid} twice`);
        seen.add(uid);
      }
    }
  }

  /** For each pair of sender and target: what the target applied, in the order in which it was sent. */
  #judgeOrder(): void {
    const { history, verdict } = this.#world;
    for (const [address] of history.logs()) {
      const lastSent = new Map<string, number>();
      for (const message of this.#appliedBy(address)) {
        const place = this.#placeOf(message);
        if (place === null) continue;
        const last = lastSent.get(place.sender) ?? -1;
        verdict.check(
          place.at > last,
          'order',
          () => `${address} applied ${message.name} of ${place.sender} too late`,
        );
        lastSent.set(place.sender, place.at);
      }
    }
  }

  #appliedBy(address: string): Message[] {
    const { history, workload } = this.#world;
    return history.logOf(address).flatMap((uid) => workload.registry.at(uid, address) ?? []);
  }

  /** Who sent a message, and as its how-manieth; `null` for a delayed one. */
  #placeOf(message: Message): { sender: string; at: number } | null {
    const { origin, name } = message;
    if (origin.from === 'source') return { sender: origin.partition, at: origin.offset };
    if (origin.from === 'client') {
      return { sender: 'clients', at: this.#world.history.accepted.get(message) ?? -1 };
    }
    if (origin.delayMs !== null) return null;
    const { parent } = origin;
    const turn = this.#world.history.logOf(parent.targetKey).indexOf(parent.uid);
    const index = parent.commands.findIndex(
      (command) => command.do === 'send' && command.message.name === name,
    );
    return { sender: parent.targetKey, at: turn * 1_000 + index };
  }

  #judgeEgresses(expected: Expected): void {
    const { verdict, workload } = this.#world;
    for (const egress of ['exact', 'least'] as const) {
      for (const [stream, names] of this.#process.outside[egress].streams()) {
        const first = [...new Set(names)];
        if (egress === 'exact') {
          verdict.check(
            first.length === names.length,
            'egress-once',
            () => `${stream}: a record went out twice`,
          );
        }
        this.#judgeStream(stream, first, expected);
      }
    }
    for (const name of this.#process.outside.careless.keys()) {
      verdict.check(workload.registry.record(name) !== undefined, 'phantom', () => name);
    }
    for (const { name } of this.#missingRecords(expected))
      verdict.fail('egress-once', `record ${name} was lost`);
    this.#judgeCareless(expected);
  }

  /** Each sender's records stand in the order of its own log. */
  #judgeStream(stream: string, names: readonly string[], { records }: Expected): void {
    const { verdict, workload, history } = this.#world;
    const lastSent = new Map<string, number>();
    for (const name of names) {
      const record = workload.registry.record(name);
      const sender = record && records.get(record);
      if (record === undefined || sender === undefined) {
        verdict.fail('phantom', `${name} went out of ${stream}`);
        continue;
      }
      const turn = history.logOf(sender.targetKey).indexOf(sender.uid);
      const index = sender.commands.findIndex(
        (command) => command.do === 'emit' && command.record === record,
      );
      const at = turn * 1_000 + index;
      const last = lastSent.get(sender.targetKey) ?? -1;
      verdict.check(at > last, 'egress-order', () => `${name} went out of ${stream} too late`);
      lastSent.set(sender.targetKey, at);
    }
  }

  /** Without an interruption even the egress that promises nothing sends each record once. */
  #judgeCareless({ records }: Expected): void {
    if (this.#world.interruptions > 0) return;
    const names = new Set(Array.from(records.keys(), ({ name }) => name));
    for (const [name, count] of this.#process.outside.careless) {
      this.#world.verdict.check(
        count === 1 && names.has(name),
        'egress-once',
        () => `${name} went out ${count} times`,
      );
    }
  }

  #judgeDeadLetters({ deadLetters }: Expected): void {
    const rows = this.#process.disks.flatMap((disk) => disk.scan(...rangeOf('d'), Infinity));
    const actual = rows.map(({ value }) => findMarks(value).at(-1)?.text ?? '').toSorted();
    const wanted = deadLetters.toSorted();
    const { verdict } = this.#world;
    const isSame = actual.length === wanted.length && actual.every((text, i) => text === wanted[i]);
    verdict.check(isSame, 'dead-letters', () => `set aside are ${actual.join(' ')}, not ${wanted.join(' ')}`);
    this.#countDeadLetters(deadLetters);
  }

  #countDeadLetters(deadLetters: readonly string[]): void {
    const { coverage, workload } = this.#world;
    for (const text of deadLetters) {
      const record = workload.registry.record(text);
      if (record === undefined)
        coverage.hit(/^s\d+@\d+$/.test(text) ? 'dead-letter-record' : 'dead-letter-function');
      else if (record.egress === 'absent') coverage.hit('dead-letter-egress');
      else coverage.hit(record.fate === 'poison' ? 'dead-letter-poison' : 'dead-letter-admission');
    }
  }

  #countClients({ applied }: Expected): void {
    const { history, coverage } = this.#world;
    for (const message of history.accepted.keys()) {
      if (history.acked.has(message)) continue;
      coverage.hit(applied.has(message) ? 'unacked-applied' : 'unacked-lost');
    }
  }
}
