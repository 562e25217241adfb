import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { startBroker } from '@statefun-ts/kafka-broker';
import { freePorts } from '@statefun-ts/testing-support';

import { buildPeer } from './peers.ts';
import { run, start } from './process.ts';

/** What the benchmarks over Kafka have in common: a broker, the functions in Go, and the load generator. */
export interface Setting {
  /** `host:port` of the broker. */
  readonly kafka: string;
  /** The URL of the functions in Go. */
  readonly functions: string;
  /** Makes the topics `in` and `out` anew. */
  readonly freshTopics: () => Promise<void>;
  /** Runs the load generator, and gives the lines of JSON that it prints. */
  readonly load: (...args: readonly string[]) => Promise<Record<string, unknown>[]>;
  /** A new folder that is gone afterwards. */
  readonly folder: () => string;
}

/** Sets the benchmark up, lets it work, and takes all down again. */
export async function withSetting<T>(work: (setting: Setting) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'statefun-bench-'));
  const [load, fn] = [await buildPeer('load'), await buildPeer('fn')];
  const broker = await startBroker({ properties: { 'num.partitions': '4' } });
  const kafka = broker.bootstrap;
  const [port = 0] = await freePorts(1);
  const functions = await start(fn, [], {
    env: { FN_ADDR: `127.0.0.1:${port}` },
    ready: /function service on/,
  });
  try {
    return await work({
      kafka,
      functions: `http://127.0.0.1:${port}/statefun`,
      async freshTopics() {
        await run(load, ['topics', '-kafka', kafka, '-create', 'in:4,out:4', '-delete']);
      },
      async load(command, ...args) {
        const output = await run(load, [command ?? '', '-kafka', kafka, ...args]);
        return output
          .split('\n')
          .filter((line) => line.startsWith('{'))
          .map((line) => JSON.parse(line) as Record<string, unknown>);
      },
      folder: () => mkdtempSync(join(folder, 'run-')),
    });
  } finally {
    await functions.stop();
    await broker.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
