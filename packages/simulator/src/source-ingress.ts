import type {
  Ingress,
  IngressSink,
  SourcePartition,
  SourceRecord,
  StoredPosition,
} from '@statefun-ts/engine';

import { findMark } from './marks.ts';
import { PlaceBook } from './place-book.ts';
import type { Owner } from './part.ts';
import type { Prng } from './random.ts';
import type { Life } from './virtual-time.ts';
import type { SourceItem, SourceTopic } from './workload.ts';
import type { World } from './world.ts';

const utf8 = new TextEncoder();

/** Another writing of the log begins here and there. */
const epochAt = (offset: number): number => 1 + Math.floor(offset / 10);

/** What the world knows of the topics, whichever process saw it. */
export class SourceMemory {
  /** What was durable of a topic's position once. */
  readonly durable = new Map<SourceTopic, { offset: number; epoch: number }>();
  /** The marks of topics whose readers find their way by them. */
  readonly books: ReadonlyMap<SourceTopic, PlaceBook>;

  constructor(world: World) {
    const random = world.random('marked topics');
    const marked = world.workload.topics.filter(() => random.chance(0.5));
    this.books = new Map(marked.map((topic) => [topic, new PlaceBook(world.swarm.isSharded)]));
  }
}

/** An ingress whose source can replay: it reads the topics from where the engine stood, in pieces of any size. */
export class SourceIngress implements Ingress {
  readonly id = 'sim/source';
  readonly #world: World;
  readonly #life: Life;
  readonly #random: Prng;
  readonly #routing: number;
  readonly #memory: SourceMemory;
  readonly #open = new Map<SourceTopic, SourcePartition>();
  #session = 0;
  #paused = false;

  /** `routing`: which of the topics' routings this process has. */
  constructor(world: World, owner: Owner, { routing, memory }: { routing: number; memory: SourceMemory }) {
    this.#world = world;
    this.#life = owner.life;
    this.#random = owner.random;
    this.#routing = routing;
    this.#memory = memory;
  }

  async start(sink: IngressSink): Promise<void> {
    const session = ++this.#session;
    this.#paused = false;
    this.#open.clear();
    await this.#sleep(this.#random.exponential(2));
    for (const topic of this.#world.workload.topics) void this.#read(sink, topic, session);
  }

  pause(): void {
    this.#paused = true;
    this.#world.trace.add('source', 'paused');
  }

  resume(): void {
    if (this.#paused) this.#world.coverage.hit('pause-resume');
    this.#paused = false;
    this.#world.trace.add('source', 'resumed');
  }

  committed(): void {
    if (!this.#life.alive) return;
    for (const topic of this.#open.keys()) this.#memory.books.get(topic)?.committed();
    if (!this.#random.chance(0.1)) return;
    for (const [topic, partition] of this.#open) {
      const offset = partition.committedOffset();
      this.#checkDone(topic, offset);
      this.#memory.durable.set(topic, { epoch: 0, ...this.#memory.durable.get(topic), offset });
    }
  }

  async stop(): Promise<void> {
    this.#session++;
    await this.#sleep(this.#random.exponential(1));
  }

  /** What is not durably done yet. */
  *behind(): Iterable<string> {
    for (const topic of this.#world.workload.topics) {
      const last = topic.items.at(-1);
      const offset = this.#open.get(topic)?.committedOffset() ?? -1;
      if (last !== undefined && offset <= last.offset) yield `${topic.name} stands at ${offset}`;
    }
  }

  async #read(sink: IngressSink, topic: SourceTopic, session: number): Promise<void> {
    await this.#sleep(topic.appearsAtMs - this.#world.time.nowMs + this.#random.exponential(2));
    if (session !== this.#session) return;
    let partition = this.#openPartition(sink, topic);
    let next = this.#startOffset(topic, partition, true);
    while (session === this.#session) {
      const items = this.#paused ? [] : this.#arrived(topic, next);
      if (items.length > 0) this.#deliver(topic, partition, items);
      next = (items.at(-1)?.offset ?? next - 1) + 1;
      if (items.length > 0 && this.#random.chance(0.5)) this.#skip(topic, partition, next);
      if (this.#random.chance(0.5)) this.#mark(topic, partition, next);
      if (next > (topic.items.at(-1)?.offset ?? 0)) return;
      if (this.#random.chance(0.03)) {
        this.#world.coverage.hit('source-reopened');
        partition = sink.openPartition(topic.name, this.#openOptions(topic));
        this.#open.set(topic, partition);
        next = this.#startOffset(topic, partition, false);
      }
      await this.#sleep(items.length > 0 ? this.#random.exponential(3) : this.#random.between(5, 50));
    }
  }

  #openPartition(sink: IngressSink, topic: SourceTopic): SourcePartition {
    const { verdict, trace } = this.#world;
    const stored = sink.stored(topic.name);
    const options = this.#openOptions(topic);
    const partition = sink.openPartition(topic.name, options);
    const { resumeOffset } = partition;
    trace.add('source', `${topic.name} opens at ${resumeOffset}, for ${options.routing.targets.join(' ')}`);
    const isStored = stored === undefined || stored.resumeOffset === resumeOffset;
    verdict.check(
      isStored,
      'position',
      () => `${topic.name} opens at ${resumeOffset}, stored ${stored?.resumeOffset}`,
    );
    this.#open.set(topic, partition);
    const committed = partition.committedOffset();
    this.#checkDone(topic, committed);
    this.#checkKept(topic, stored, committed);
    return partition;
  }

  #openOptions(topic: SourceTopic) {
    const routing = topic.routings[this.#routing % topic.routings.length] ?? topic.routings[0];
    if (routing === undefined) throw new RangeError(`${topic.name} has no routing`);
    return { identity: topic.name, startOffset: 0, routing };
  }

  /**
   * Readers may well begin before the position, as in the middle of a batch; those that find their way by marks must
   * begin where their mark leads. `isAnew`: the engine has just begun.
   */
  #startOffset(topic: SourceTopic, partition: SourcePartition, isAnew: boolean): number {
    const { resumeOffset, resumeMark } = partition;
    const book = this.#memory.books.get(topic);
    if (book !== undefined) {
      this.#checkMark(topic, partition, book, isAnew);
      if (resumeMark === undefined) this.#mark(topic, partition, 0);
      return book.placeOf(resumeMark?.token ?? '') ?? 0;
    }
    if (!isAnew || resumeOffset === 0 || !this.#random.chance(0.3)) return resumeOffset;
    this.#world.coverage.hit('source-read-again');
    const done = topic.items.filter(({ offset }) => offset < resumeOffset);
    return done.at(-this.#random.integer(1, 5))?.offset ?? 0;
  }

  #arrived(topic: SourceTopic, next: number): SourceItem[] {
    const { nowMs } = this.#world.time;
    const from = topic.items.findIndex(({ offset }) => offset >= next);
    if (from < 0) return [];
    const count = this.#random.integer(1, 10);
    return topic.items.slice(from, from + count).filter(({ arrivesAtMs }) => arrivesAtMs <= nowMs);
  }

  #deliver(topic: SourceTopic, partition: SourcePartition, items: readonly SourceItem[]): void {
    this.#world.trace.add('source', `${topic.name}: ${items.map(({ offset }) => offset).join(' ')}`);
    let records: SourceRecord[] = [];
    for (const { isBad, offset, id, value } of items) {
      if (!isBad) {
        records.push({ offset, id, value });
        continue;
      }
      if (records.length > 0) partition.push(records);
      records = [];
      const reason = { code: 'STATEFUN_KAFKA_KEY_MISSING', message: 'The fake record has no key' } as const;
      partition.deadLetter(offset, reason, { key: offset % 2 === 0 ? utf8.encode(id) : null, value });
    }
    if (records.length > 0) partition.push(records);
  }

  /** What lies between records, and behind the last one, is nobody's: the reader comes to any place in it. */
  #skip(topic: SourceTopic, partition: SourcePartition, next: number): void {
    const following = topic.items.find(({ offset }) => offset >= next)?.offset ?? next + 5;
    const offset = this.#random.integer(next, following);
    partition.skipTo(offset, epochAt(offset));
    this.#world.trace.add('source', `${topic.name} skips to ${offset}`);
  }

  /** The place of the next record, for topics whose readers need it; of what lies between records, any will do. */
  #mark(topic: SourceTopic, partition: SourcePartition, offset: number): void {
    const mark = this.#memory.books.get(topic)?.make(offset);
    if (mark === undefined) return;
    partition.mark?.(mark);
    this.#world.trace.add('source', `${topic.name}: ${mark.token} is at ${offset}`);
  }

  /** The mark that the engine gives back is one that leads to what is not done, and no further back than it must. */
  #checkMark(topic: SourceTopic, partition: SourcePartition, book: PlaceBook, isAnew: boolean): void {
    const { verdict, coverage, trace } = this.#world;
    const { resumeMark, resumeOffset } = partition;
    const fault = book.fault(partition, isAnew);
    verdict.check(fault === undefined, 'mark', () => `${topic.name} opens with a wrong mark: ${fault}`);
    if (resumeMark === undefined) return;
    trace.add('source', `${topic.name} goes by ${resumeMark.token}, at ${resumeMark.offset}`);
    coverage.hit(resumeMark.offset < resumeOffset ? 'mark-before-position' : 'mark-at-position');
    if (isAnew && book.isAhead(resumeOffset)) coverage.hit('mark-held-back');
  }

  /** Retention may take all that is done, markers included: a position that went back would be lost. */
  #checkKept(topic: SourceTopic, stored: StoredPosition | undefined, committed: number): void {
    const { verdict, swarm } = this.#world;
    const { offset, epoch } = this.#memory.durable.get(topic) ?? { offset: 0, epoch: 0 };
    // Of several shards some may be at work: what they were told last is not durable yet.
    const storedEpoch = swarm.isSharded ? epoch : (stored?.epoch ?? 0);
    verdict.check(
      committed >= offset && storedEpoch >= epoch,
      'position',
      () => `${topic.name} went back from ${offset} (epoch ${epoch}) to ${committed} (${storedEpoch})`,
    );
    this.#memory.durable.set(topic, { offset: committed, epoch: storedEpoch });
  }

  /** All records below an offset must be durably done, or in the store. */
  #checkDone(topic: SourceTopic, below: number): void {
    const { history, verdict } = this.#world;
    for (const { offset, isBad, value, messages } of topic.items) {
      if (offset >= below) break;
      const isSafe = isBad
        ? history.isHeld(findMark('BAD', value) ?? '')
        : messages.some((routed) => routed.every((message) => history.isSafe(message)));
      verdict.check(
        isSafe,
        'offset-durable',
        () => `${topic.name} is said to be done below ${below}, but ${offset} is not`,
      );
    }
  }

  #sleep(delayMs: number): Promise<void> {
    return this.#world.time.sleep(delayMs, this.#life);
  }
}
