// What a message costs that comes by an extension, is handled by one, and goes by one.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { Application } from './src/application.ts';
import { ROOT, benchmark, say } from './src/benchmark.ts';

interface Options {
  readonly messages: string;
  readonly keys: string;
  readonly rounds: string;
  readonly shards: string;
}

interface Result {
  readonly shards: number;
  readonly messagesPerSecond: readonly number[];
  readonly cpuMicrosPerMessage: readonly number[];
  /** From the start of the process to the line that says it takes messages. */
  readonly startMs: readonly number[];
  readonly peakMiB: readonly number[];
}

const POLL_MS = 20;

const moduleYaml = ({ messages, keys }: Options, file: string): string => `
kind: io.statefun.extensions.v1/extension
spec: {module: ${join(ROOT, 'bench/functions/extension.ts')}}
---
kind: io.statefun.endpoints.v2/http
spec:
  functions: bench/*
  urlPathTemplate: relay://there/{function.name}
  maxNumBatchRequests: 1
  transport: {type: bench/relay}
---
kind: bench.v1/ingress
spec: {id: bench/in, messages: ${messages}, keys: ${keys}}
---
kind: bench.v1/egress
spec: {id: bench/out, messages: ${messages}, file: ${file}}
`;

/** One run, in a folder of its own. */
async function once(options: Options, shards: number) {
  const folder = mkdtempSync(join(tmpdir(), 'statefun-bench-'));
  const file = join(folder, 'done');
  const application = new Application(folder, moduleYaml(options, file), String(shards));
  try {
    const startMs = Math.round(await application.start());
    const { process } = application;
    const [beforeMs, before] = [performance.now(), process.cpuSeconds()];
    while (!existsSync(file)) await sleep(POLL_MS);
    const seconds = (performance.now() - beforeMs) / 1000;
    const count = Number(readFileSync(file, 'utf8'));
    if (count !== Number(options.messages)) throw new Error(`${count} records came out`);
    return {
      startMs,
      rate: Math.round(count / seconds),
      cpu: Math.round(((process.cpuSeconds() - before) * 1e7) / count) / 10,
      peakMiB: process.memoryMiB().peak,
    };
  } finally {
    await application.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measure(options: Options, shards: number): Promise<Result> {
  const rounds: Awaited<ReturnType<typeof once>>[] = [];
  for (let round = 0; round < Number(options.rounds); round++) {
    const result = await once(options, shards);
    rounds.push(result);
    say(`${shards} shards: ${result.rate} messages/s, ${result.cpu} µs, ready in ${result.startMs} ms`);
  }
  return {
    shards,
    messagesPerSecond: rounds.map(({ rate }) => rate),
    cpuMicrosPerMessage: rounds.map(({ cpu }) => cpu),
    startMs: rounds.map(({ startMs }) => startMs),
    peakMiB: rounds.map(({ peakMiB }) => peakMiB),
  };
}

await benchmark({
  name: 'extensions',
  about: `
An ingress, a transport and an egress of one extension, which do next to nothing: each message crosses to its thread and back three times. One
message a call. About a minute.

  node bench/extensions.ts --save`,
  options: {
    messages: { default: '300000', meaning: 'messages of a round' },
    keys: { default: '10000', meaning: 'addresses' },
    rounds: { default: '3', meaning: 'rounds' },
    shards: { default: '1,2', meaning: 'numbers of shards' },
  },
  run: async (options) => {
    const figures: Result[] = [];
    for (const shards of options.shards.split(',')) figures.push(await measure(options, Number(shards)));
    const title = `Extensions: ${options.messages} messages at ${options.keys} keys, best of ${options.rounds} rounds`;
    return {
      label: options.keys,
      tables: [
        {
          title,
          head: ['shards', 'messages/s', 'CPU µs a message', 'ready in ms', 'MiB at the highest'],
          rows: figures.map((result) => [
            String(result.shards),
            String(Math.max(...result.messagesPerSecond)),
            String(Math.min(...result.cpuMicrosPerMessage)),
            String(Math.min(...result.startMs)),
            String(Math.max(...result.peakMiB)),
          ]),
        },
      ],
      charts: [
        {
          title,
          x: { name: 'round' },
          y: { name: 'messages/s' },
          lines: figures.map(({ shards, messagesPerSecond }) => ({
            name: `${shards} shards`,
            points: messagesPerSecond.map((rate, index) => [index + 1, rate] as const),
          })),
        },
      ],
      figures,
    };
  },
});
