import { randomUUID } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { ROOT } from './benchmark.ts';
import type { Measured } from './process.ts';
import { start } from './process.ts';

/** Our runtime, with a module and a store in a folder of its own; started again, it goes on with that store. */
export class Application {
  readonly #folder: string;
  /** Kafka's transactional ids derive from it: with that of another application's store, the egress would refuse. */
  readonly #name = `bench-${randomUUID()}`;
  readonly #shards: string;
  readonly #root: string;
  #process: Measured | undefined;

  /** `shards`: as for `--shards`. `root`: where the project is whose runtime it is. */
  constructor(folder: string, moduleYaml: string, shards: string, root = ROOT) {
    this.#folder = folder;
    this.#shards = shards;
    this.#root = root;
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'module.yaml'), moduleYaml);
  }

  get process(): Measured {
    if (this.#process === undefined) throw new Error('the runtime does not run');
    return this.#process;
  }

  /** Resolves to the milliseconds from the start of the process until it says that it takes messages. */
  async start(): Promise<number> {
    const statefun = join(this.#root, 'packages/cli/bin/statefun.js');
    const [module, data] = [join(this.#folder, 'module.yaml'), join(this.#folder, 'data')];
    const args = ['run', '--name', this.#name, '--module', module, '--data', data];
    const beforeMs = performance.now();
    const own = ['--shards', this.#shards, '--admin-port', '0'];
    this.#process = await start(statefun, [...args, ...own], { ready: /ready in/ });
    return performance.now() - beforeMs;
  }

  async stop(): Promise<void> {
    await this.#process?.stop();
  }

  /** As a crash would end it. */
  async kill(): Promise<void> {
    await this.#process?.stop('SIGKILL');
  }
}

/** What a module of a benchmark says. */
export interface Wiring {
  /** `host:port` of Kafka. */
  readonly kafka: string;
  /** The URL of the functions; unused by `module`. */
  readonly functions: string;
  /** `async`, `stream` or `okhttp`; `module` runs `functionsModule` in the process. */
  readonly transport: string;
  readonly functionsModule?: string;
  readonly semantic: string;
  readonly target: string;
  readonly valueType: string;
  /** Messages of one call, at most. */
  readonly batchMessagesMax?: number;
}

/** Kafka topic `in` → the functions `peer/*` → Kafka topics. */
export function moduleYaml(wiring: Wiring): string {
  const { kafka, semantic, target, valueType } = wiring;
  return `${endpointYaml(wiring)}---
kind: io.statefun.kafka.v1/ingress
spec:
  id: peer/in
  address: ${kafka}
  consumerGroupId: peer
  startupPosition:
    type: earliest
  topics:
    - topic: in
      valueType: ${valueType}
      targets:
        - ${target}
---
kind: io.statefun.kafka.v1/egress
spec:
  id: peer/out
  address: ${kafka}
  deliverySemantic:
    type: ${semantic}
${semantic === 'exactly-once' ? '    transactionTimeout: 15min\n' : ''}`;
}

function endpointYaml({ functions, transport, functionsModule, batchMessagesMax = 1000 }: Wiring): string {
  const head = `spec:\n  functions: peer/*\n  maxNumBatchRequests: ${batchMessagesMax}\n`;
  return transport === 'module'
    ? `kind: io.statefun.endpoints.v1/module\n${head}  module: ${functionsModule}\n`
    : `kind: io.statefun.endpoints.v2/http\n${head}  urlPathTemplate: ${functions}
  transport:
    type: io.statefun.transports.v1/${transport}\n`;
}
