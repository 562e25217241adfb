import type { Ingress, IngressSink, SourcePartition, SourceRecord } from '@statefun-ts/engine';

import { findMark } from './marks.ts';
import type { Prng } from './random.ts';
import type { Life } from './virtual-time.ts';
import type { SourceItem, SourceTopic } from './workload.ts';
import type { World } from './world.ts';

const utf8 = new TextEncoder();

/** An ingress whose source can replay: it reads topics from where the engine stood, in pieces of any size. */
export class SourceIngress implements Ingress {
  readonly id = 'sim/source';
  readonly #world: World;
  readonly #life: Life;
  readonly #random: Prng;
  readonly #routing: number;
  readonly #open = new Map<SourceTopic, SourcePartition>();
  #session = 0;
  #paused = false;

  /** `routing`: which of the topics' routings this process has. */
  constructor(world: World, owner: { life: Life; random: Prng }, routing: number) {
    this.#world = world;
    this.#life = owner.life;
    this.#random = owner.random;
    this.#routing = routing;
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
    if (!this.#life.alive || !this.#random.chance(0.1)) return;
    for (const [topic, partition] of this.#open) this.#checkDone(topic, partition.committedOffset());
  }

  async stop(): Promise<void> {
    this.#session++;
    await this.#sleep(this.#random.exponential(1));
  }

  /** Where a topic's reader stands durably; undefined before it was opened. */
  committedOffset(topic: SourceTopic): number | undefined {
    return this.#open.get(topic)?.committedOffset();
  }

  async #read(sink: IngressSink, topic: SourceTopic, session: number): Promise<void> {
    await this.#sleep(topic.appearsAtMs - this.#world.time.nowMs + this.#random.exponential(2));
    if (session !== this.#session) return;
    const partition = this.#openPartition(sink, topic);
    let next = this.#startOffset(topic, partition.resumeOffset);
    while (session === this.#session) {
      const items = this.#paused ? [] : this.#arrived(topic, next);
      if (items.length > 0) this.#deliver(topic, partition, items);
      next = (items.at(-1)?.offset ?? next - 1) + 1;
      if (next > (topic.items.at(-1)?.offset ?? 0)) return;
      await this.#sleep(items.length > 0 ? this.#random.exponential(3) : this.#random.between(5, 50));
    }
  }

  #openPartition(sink: IngressSink, topic: SourceTopic): SourcePartition {
    const { verdict, trace } = this.#world;
    const stored = sink.stored(topic.name);
    const routing = topic.routings[this.#routing % topic.routings.length] ?? topic.routings[0];
    if (routing === undefined) throw new RangeError(`${topic.name} has no routing`);
    const partition = sink.openPartition(topic.name, { identity: topic.name, startOffset: 0, routing });
    const { resumeOffset } = partition;
    trace.add('source', `${topic.name} opens at ${resumeOffset}, for ${routing.targets.join(' ')}`);
    const isStored = stored === undefined || stored.resumeOffset === resumeOffset;
    verdict.check(
      isStored,
      'position',
      () => `${topic.name} opens at ${resumeOffset}, stored ${stored?.resumeOffset}`,
    );
    this.#open.set(topic, partition);
    this.#checkDone(topic, resumeOffset);
    return partition;
  }

  /** Readers may well begin before the position, as in the middle of a batch. */
  #startOffset(topic: SourceTopic, resumeOffset: number): number {
    if (resumeOffset === 0 || !this.#random.chance(0.3)) return resumeOffset;
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
      partition.deadLetter(offset, reason, { key: this.#random.chance(0.5) ? utf8.encode(id) : null, value });
    }
    if (records.length > 0) partition.push(records);
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
