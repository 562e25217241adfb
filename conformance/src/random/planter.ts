import { setTimeout as sleep } from 'node:timers/promises';

import type { TestClient } from '@statefun-ts/kafka-broker';
import { Random } from '@statefun-ts/testing-support';

import type { Application } from '../application.ts';
import { SCRIPT_TYPENAME, scriptBytes } from '../script.ts';
import type { Planted } from './audit.ts';
import type { Node } from './trees.ts';
import { scriptOf, treeOf } from './trees.ts';

const PAUSE_MS = 40;
const TREES_AT_ONCE = 2;
const BY_HTTP = 0.15;

export interface Ground {
  readonly seed: number;
  readonly app: Application;
  readonly kafka: TestClient;
  /** The topics of the ingress by the function type that gets their records. */
  readonly inputs: ReadonlyMap<string, string>;
  readonly output: string;
  readonly partitions: number;
}

/** Sends the roots of trees, one after the other, until it is told to stop. */
export class Planter {
  readonly planted: Planted[] = [];
  readonly #ground: Ground;
  readonly #random: Random;
  #stopped = false;

  constructor(ground: Ground) {
    this.#ground = ground;
    this.#random = new Random(ground.seed + 1);
  }

  async plant(): Promise<void> {
    const { seed, inputs, output } = this.#ground;
    const byHttp: Promise<void>[] = [];
    for (let number = 0; !this.#stopped; number++) {
      const root = treeOf(seed, number, [...inputs.keys()]);
      const script = scriptBytes(...scriptOf(root, output));
      if (this.#random.chance(BY_HTTP)) byHttp.push(this.#put(root, script));
      else {
        await this.produce([`${root.type}/${root.id}`], script);
        this.planted.push({ root, certain: true, source: 'Kafka' });
      }
      if (number % TREES_AT_ONCE === 0) await sleep(PAUSE_MS);
    }
    await Promise.all(byHttp);
  }

  stop(): void {
    this.#stopped = true;
  }

  /** Sends a script to addresses by Kafka. */
  async produce(addresses: readonly string[], script: Buffer): Promise<void> {
    const { kafka, inputs, partitions } = this.#ground;
    const split = addresses.map((address) => {
      const slash = address.lastIndexOf('/');
      return { type: address.slice(0, slash), id: address.slice(slash + 1) };
    });
    for (const [type, each] of Map.groupBy(split, ({ type }) => type)) {
      const topic = inputs.get(type);
      if (topic === undefined) throw new Error(`no topic for ${type}`);
      const records = each.map(({ id }) => ({
        key: id,
        value: script,
        partition: Number(id.slice(1)) % partitions,
      }));
      await kafka.produce(topic, records);
    }
  }

  /** Without an answer, nobody knows whether the message is in. */
  async #put(root: Node, script: Buffer): Promise<void> {
    const contentType = `application/vnd.${SCRIPT_TYPENAME}`;
    const status = await this.#ground.app.tryPut(root.type, root.id, contentType, script).catch(() => 0);
    this.planted.push({ root, certain: status === 200, source: undefined });
  }
}
