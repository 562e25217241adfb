import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';

import { sharedBroker, TestClient, uniqueName } from '@statefun-ts/kafka-broker';
import { Random } from '@statefun-ts/testing-support';

import { Application } from '../application.ts';
import { kafkaEgress, kafkaIngress, playgroundModule } from '../module-file.ts';
import type { TransportName } from '../module-file.ts';
import type { Report } from '../script.ts';
import { scriptBytes } from '../script.ts';
import type { Sdk } from '../sdks.ts';
import type { Planted, Verdict } from './audit.ts';
import { audit } from './audit.ts';
import { Planter } from './planter.ts';
import { DELAY_MS_MAX } from './trees.ts';

export interface RunOptions {
  readonly seed: number;
  /** How often the runtime is ended, most often by kill -9. */
  readonly kills: number;
  /** Trees have nodes in the services of all of them. */
  readonly sdks: readonly Sdk[];
  /** How functions are called; `async` unless given. */
  readonly transport?: TransportName | undefined;
}

export interface RunSummary {
  readonly trees: number;
  /** Messages that functions handled. */
  readonly messages: number;
  readonly addresses: number;
}

const PARTITIONS = 2;
const POLL_MS = 250;
const COMPLETE_MS_MAX = 120_000;
/** The functions that nodes are at: one that replies at once, and one that works in the background. */
const FUNCTIONS = ['probe', 'async'] as const;

/**
 * Plants random trees of messages, by Kafka and by HTTP, while the runtime is killed again and again (and a service, now
 * and then); then everything must have had its effects exactly once: each record, and each address's total. Throws
 * with what is wrong and how to run it again.
 */
export const runTrees = async (options: RunOptions): Promise<RunSummary> => {
  const field = await Field.prepare(options);
  try {
    await field.plantAndKill();
    return await field.harvest();
  } catch (error) {
    const sdks = options.sdks.map(({ name }) => `--sdk ${name}`).join(' ');
    const again = `node conformance/random.ts --seed ${options.seed} --kills ${options.kills} --transport ${options.transport ?? 'async'} ${sdks}`;
    throw new Error(`${(error as Error).message}\nTo run it again: ${again}`, { cause: error });
  } finally {
    await field.close();
  }
};

class Field {
  readonly #options: RunOptions;
  readonly #app: Application;
  readonly #kafka: TestClient;
  readonly #planter: Planter;
  readonly #output: string;
  readonly #totals: string;

  private constructor(
    options: RunOptions,
    app: Application,
    kafka: TestClient,
    planter: Planter,
    [output, totals]: readonly [output: string, totals: string],
  ) {
    this.#options = options;
    this.#app = app;
    this.#kafka = kafka;
    this.#planter = planter;
    this.#output = output;
    this.#totals = totals;
  }

  static async prepare(options: RunOptions): Promise<Field> {
    const bootstrap = await sharedBroker();
    const kafka = new TestClient(bootstrap);
    const topic = (name: string) => kafka.createTopic(uniqueName(name), { partitions: PARTITIONS });
    const inputs = new Map<string, string>();
    for (const { namespace } of options.sdks) {
      for (const name of FUNCTIONS) inputs.set(`${namespace}/${name}`, await topic(`trees-${name}`));
    }
    const [output, totals] = [await topic('trees-out'), await topic('trees-totals')];
    const group = uniqueName('trees');
    const app = await Application.start(group, options.sdks, (context) =>
      [
        playgroundModule(context, options.transport),
        kafkaIngress({ bootstrap, group, topics: inputs }),
        kafkaEgress(bootstrap),
      ].join('\n---\n'),
    );
    const planter = new Planter({ seed: options.seed, app, kafka, inputs, output, partitions: PARTITIONS });
    return new Field(options, app, kafka, planter, [output, totals]);
  }

  async plantAndKill(): Promise<void> {
    const { seed, kills, sdks } = this.#options;
    const random = new Random(seed);
    const planting = this.#planter.plant();
    try {
      for (let kill = 0; kill < kills; kill++) {
        await sleep(random.below(1_200));
        if (random.chance(0.2)) await this.#app.startService(random.pick(sdks), 'first');
        await this.#app.restartRuntime(random.chance(0.2) ? 'SIGTERM' : 'SIGKILL');
      }
    } finally {
      this.#planter.stop();
      await planting;
    }
  }

  /** Waits until everything that must come has come, and then that nothing else does; compares the totals. */
  async harvest(): Promise<RunSummary> {
    await this.#complete();
    await sleep(DELAY_MS_MAX + POLL_MS);
    const { totals } = await this.#complete();
    await this.#compareTotals(totals);
    const { missing, wrong } = this.#audit(await this.#tags());
    assert.deepEqual([...missing, ...wrong], []);
    const tags = [...(await this.#tags()).values()];
    const messages = tags.reduce((sum, { length }) => sum + length, 0);
    return { trees: this.#planter.planted.length, messages, addresses: totals.size };
  }

  async close(): Promise<void> {
    await this.#app.close();
    await this.#kafka.close();
  }

  #audit(tags: ReadonlyMap<string, readonly string[]>): Verdict {
    return audit(this.#planter.planted satisfies readonly Planted[], tags);
  }

  async #complete(): Promise<Verdict> {
    for (const deadline = performance.now() + COMPLETE_MS_MAX; ; await sleep(POLL_MS)) {
      const verdict = this.#audit(await this.#tags());
      if (verdict.missing.length === 0) return verdict;
      if (performance.now() < deadline) continue;
      const some = verdict.missing.slice(0, 10).join(', ');
      throw new Error(
        `${verdict.missing.length} messages are lost, such as ${some}. The runtime's log ends:\n${this.#app.log.slice(-3_000)}`,
      );
    }
  }

  /** All tags that are committed, by address, in order: records of one address are in one partition. */
  async #tags(): Promise<Map<string, string[]>> {
    const tags = new Map<string, string[]>();
    for (const { key, value } of await this.#kafka.consumeAll(this.#output)) {
      const address = key?.toString() ?? '';
      const list = tags.get(address) ?? [];
      list.push(value?.toString() ?? '');
      tags.set(address, list);
    }
    return tags;
  }

  async #compareTotals(expected: ReadonlyMap<string, number>): Promise<void> {
    const script = scriptBytes({ op: 'report', tag: 'total', topic: this.#totals });
    await this.#planter.produce([...expected.keys()], script);
    let records = await this.#kafka.consumeAll(this.#totals);
    const deadline = performance.now() + COMPLETE_MS_MAX;
    while (records.length < expected.size && performance.now() < deadline) {
      await sleep(POLL_MS);
      records = await this.#kafka.consumeAll(this.#totals);
    }
    const actual = records.map(({ value }): [string, unknown] => {
      const { self, states } = JSON.parse(value?.toString() ?? '') as Report;
      return [self, states?.['total']];
    });
    const sorted = (entries: Iterable<[string, unknown]>) =>
      [...entries].toSorted(([a], [b]) => (a < b ? -1 : 1));
    assert.deepEqual(sorted(actual), sorted(expected), 'the totals of all addresses');
  }
}
