import type { Admission, Egress, EgressSink, OutboxStream } from '@statefun-ts/engine';
import type { TypedValue } from '@statefun-ts/protocol';

import type { OutRecord } from './commands.ts';
import type { Ledger, Transaction } from './ledger.ts';
import { findMark, sameBytes } from './marks.ts';
import type { Outages } from './outages.ts';
import type { Prng } from './random.ts';
import type { Life } from './virtual-time.ts';
import type { World } from './world.ts';

/** Finds the record that some bytes are, and decides whether an egress takes it. */
export const admitRecord = (world: World, argument: TypedValue): Admission => {
  const record = world.workload.registry.record(findMark('OUT', argument.value) ?? '');
  if (record === undefined) {
    world.verdict.fail('record-intact', 'an egress was offered a record that nobody sent');
    return { ok: false, reason: { code: 'STATEFUN_KAFKA_RECORD_INVALID', message: 'Not a record' } };
  }
  if (record.fate === 'inadmissible') {
    return { ok: false, reason: { code: 'STATEFUN_KAFKA_RECORD_TOO_LARGE', message: 'Not admitted' } };
  }
  return { ok: true, channel: record.channel, record: record.bytes };
};

/** What the world learnt of an egress: which record stands at which sequence, and what it was told to keep. */
export class StreamMemory {
  readonly #records = new Map<string, string>();
  /** The last number that is durably remembered for certain, and the last one that was to be. */
  remembered = 0;
  asked = 0;

  /** Notes a record; false when another stood there. */
  note(stream: string, sequence: number, name: string): boolean {
    const key = `${stream} ${sequence}`;
    const known = this.#records.get(key);
    if (known === undefined) this.#records.set(key, name);
    return known === undefined || known === name;
  }
}

/** One run of an egress with one engine. */
interface Session {
  readonly sink: EgressSink;
  readonly busy: Set<string>;
  /** One past what this session has sent, by stream. */
  readonly sent: Map<string, number>;
  phase: 'starting' | 'running' | 'over';
}

/** An egress whose records are kept until they are out; with marks it is exactly-once, without at-least-once. */
export class SimEgress implements Egress {
  readonly id: string;
  readonly delivery = 'durable';
  readonly backlogBytesMax: number;
  readonly #world: World;
  readonly #life: Life;
  readonly #random: Prng;
  readonly #outside: { ledger: Ledger; memory: StreamMemory; outages: Outages; withMarks: boolean };
  #session: Session | null = null;

  constructor(
    world: World,
    id: string,
    owner: { life: Life; random: Prng },
    outside: { ledger: Ledger; memory: StreamMemory; outages: Outages; withMarks: boolean },
  ) {
    this.id = id;
    this.#world = world;
    this.#life = owner.life;
    this.#random = owner.random;
    this.#outside = outside;
    this.backlogBytesMax = world.swarm.backlogBytesMax;
  }

  /** It can't send now. */
  get isOut(): boolean {
    return this.#outside.outages.isOut(this.#world.time.nowMs);
  }

  /** Durable records have not gone out. */
  get hasUnsent(): boolean {
    return this.#streams().some((stream) => this.#sentOf(stream) < stream.tail);
  }

  /** Records are out that the outbox still holds. */
  get hasUnforgotten(): boolean {
    return this.#streams().some((stream) => this.#sentOf(stream) > stream.head);
  }

  #streams(): readonly OutboxStream[] {
    return this.#session?.phase === 'running' ? this.#session.sink.streams() : [];
  }

  #sentOf(stream: OutboxStream): number {
    return this.#outside.ledger.mark(this.#nameOf(stream))?.next ?? 0;
  }

  admit(argument: TypedValue): Admission {
    return admitRecord(this.#world, argument);
  }

  async start(sink: EgressSink): Promise<void> {
    const session: Session = { sink, busy: new Set(), sent: new Map(), phase: 'starting' };
    this.#session = session;
    this.#checkMemory(sink);
    await this.#sleep(this.#random.exponential(3));
    // Whoever wrote before is fenced: only now do the marks say what is out.
    if (session.phase === 'over') return;
    this.#outside.ledger.fence(sink.lanes, this.#random);
    session.phase = 'running';
    this.wake();
    void this.#remember(sink);
  }

  #checkMemory(sink: EgressSink): void {
    const { verdict, coverage } = this.#world;
    const { remembered, asked } = this.#outside.memory;
    const recalled = Number(sink.recall('starts') ?? 0);
    if (recalled > 0) coverage.hit('remembered');
    const isRight = recalled >= remembered && recalled <= asked;
    verdict.check(isRight, 'remember', () => `${recalled}, not between ${remembered} and ${asked}`);
  }

  async #remember(sink: EgressSink): Promise<void> {
    const { memory } = this.#outside;
    const number = ++memory.asked;
    try {
      await sink.remember('starts', String(number));
      memory.remembered = number;
    } catch {
      // The engine is gone: the number may be there or not.
    }
  }

  wake(): void {
    const session = this.#session;
    if (session?.phase !== 'running' || !this.#life.alive) return;
    for (const stream of session.sink.streams()) {
      const name = this.#nameOf(stream);
      if (session.busy.has(name)) continue;
      session.busy.add(name);
      void this.#pump(session, stream, name).finally(() => session.busy.delete(name));
    }
  }

  async stop(): Promise<void> {
    const session = this.#session;
    if (session === null) return;
    session.phase = 'over';
    while (session.busy.size > 0) await this.#sleep(1);
  }

  #nameOf({ lane, channel }: OutboxStream): string {
    return `${this.id} ${lane} ${channel}`;
  }

  async #pump(session: Session, stream: OutboxStream, name: string): Promise<void> {
    await this.#sleep(0.1);
    while (session.phase === 'running') {
      const from = this.#position(session, stream, name);
      if (from >= stream.tail) return;
      if (this.isOut) {
        await this.#sleep(this.#random.between(5, 50));
        continue;
      }
      const records = this.#read(stream, name, from);
      if (records.length === 0) return;
      const poison = records.findIndex(({ fate }) => fate === 'poison');
      if (poison === 0) await this.#reject(session, stream, name, from);
      else
        await this.#send(session, stream, {
          name,
          from,
          records: poison > 0 ? records.slice(0, poison) : records,
        });
    }
  }

  /** Where to go on: behind what is done, what this session has sent, and what the mark says. */
  #position(session: Session, stream: OutboxStream, name: string): number {
    const { verdict, coverage, lies } = this.#world;
    let sent = session.sent.get(name);
    if (sent === undefined) {
      const mark = this.#outside.withMarks && !lies.ignoreMark ? this.#outside.ledger.mark(name) : undefined;
      sent = mark?.next ?? 0;
      session.sent.set(name, sent);
      verdict.check(
        sent <= stream.tail,
        'mark',
        () => `${name}: the mark ${sent} is ahead of the store, ${stream.tail}`,
      );
      if (sent > stream.head) {
        coverage.hit('egress-mark-ahead');
        stream.done(sent);
      }
    }
    return Math.max(stream.head, sent);
  }

  #read(stream: OutboxStream, name: string, from: number): OutRecord[] {
    const { verdict, history, workload, swarm } = this.#world;
    const bytes = stream.read(from, this.#random.integer(1, 400));
    // Of a shard, records are perhaps on their way.
    const mayWait = swarm.isSharded;
    verdict.check(
      bytes.length > 0 || mayWait,
      'outbox',
      () => `${name}: nothing at ${from}, before ${stream.tail}`,
    );
    const records: OutRecord[] = [];
    for (const [i, record] of bytes.entries()) {
      const known = workload.registry.record(findMark('OUT', record) ?? '');
      if (known === undefined || !sameBytes(known.bytes, record)) {
        verdict.fail('record-intact', `${name}: ${from + i} is not what was sent`);
        return [];
      }
      const isSame = this.#outside.memory.note(name, from + i, known.name);
      verdict.check(isSame, 'sequence', () => `${name}: ${from + i} is ${known.name} now`);
      verdict.check(
        history.isHeld(known.name),
        'egress-durable',
        () => `${known.name} leaves before it is durable`,
      );
      records.push(known);
    }
    return records;
  }

  /** A record that the outside will never take. What follows goes only when that is durable. */
  async #reject(session: Session, stream: OutboxStream, name: string, sequence: number): Promise<void> {
    stream.reject(sequence, { code: 'STATEFUN_KAFKA_RECORD_REFUSED', message: 'The fake system refuses it' });
    try {
      await session.sink.remember(`rejected ${name}`, String(sequence));
    } catch {
      return;
    }
    session.sent.set(name, sequence + 1);
    stream.done(sequence + 1);
  }

  async #send(
    session: Session,
    stream: OutboxStream,
    what: { name: string; from: number; records: readonly OutRecord[] },
  ): Promise<void> {
    const { ledger, withMarks } = this.#outside;
    const next = what.from + what.records.length;
    const mark = withMarks ? { incarnation: session.sink.incarnation, next } : null;
    const transaction: Transaction = {
      stream: what.name,
      lane: stream.lane,
      records: what.records.map(({ name }) => name),
      mark,
    };
    ledger.begin(transaction);
    await this.#sleep(this.#random.exponential(4));
    const happened = this.#settle(transaction);
    if (happened === 'dead') return new Promise(() => {});
    if (happened === 'unknown') session.sent.delete(what.name);
    if (happened !== 'yes') return;
    session.sent.set(what.name, next);
    stream.done(next);
  }

  /** Ends a transaction, as it may end. After an unclear end, the mark says what happened. */
  #settle(transaction: Transaction): 'yes' | 'no' | 'unknown' | 'dead' {
    const { swarm, isHostile, coverage, trace } = this.#world;
    const { ledger } = this.#outside;
    const fails = swarm.on.has('egress-failures') && isHostile && this.#random.chance(0.1);
    const kind = fails ? this.#random.pick(['no', 'unknown-yes', 'unknown-no'] as const) : 'yes';
    if (this.#world.crashPoint('before an external commit')) return 'dead';
    if (kind === 'yes' || kind === 'unknown-yes') ledger.commit(transaction);
    else ledger.abort(transaction);
    trace.add('egress', `${transaction.stream} ${kind}: ${transaction.records.join(' ')}`);
    if (this.#world.crashPoint('after an external commit')) return 'dead';
    if (kind === 'no') coverage.hit('egress-definite-failure');
    if (kind === 'unknown-yes') coverage.hit('egress-indefinite-applied');
    return kind === 'yes' ? 'yes' : kind === 'no' ? 'no' : 'unknown';
  }

  #sleep(delayMs: number): Promise<void> {
    return this.#world.time.sleep(delayMs, this.#life);
  }
}

/** An egress that promises nothing: records go out at once. */
export class CarelessEgress implements Egress {
  readonly id = 'sim/none';
  readonly delivery = 'none';
  readonly backlogBytesMax = 0;
  readonly #world: World;
  readonly #sent: Map<string, number>;

  /** `sent`: how often each record went out. */
  constructor(world: World, sent: Map<string, number>) {
    this.#world = world;
    this.#sent = sent;
  }

  admit(argument: TypedValue): Admission {
    return admitRecord(this.#world, argument);
  }

  sendNow(_channel: string, record: Uint8Array): void {
    const name = findMark('OUT', record) ?? '';
    this.#sent.set(name, (this.#sent.get(name) ?? 0) + 1);
  }

  start(): Promise<void> {
    return Promise.resolve();
  }

  wake(): void {}

  stop(): Promise<void> {
    return Promise.resolve();
  }
}
