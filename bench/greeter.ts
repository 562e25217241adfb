// Greeter over Kafka: Kafka -> stateful function (Go, on the bare wire) -> Kafka. Every output is verified.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { Application, moduleYaml } from './src/application.ts';
import type { Findings } from './src/benchmark.ts';
import { benchmark, ROOT, say } from './src/benchmark.ts';
import { ORIGINAL } from './src/peers.ts';
import { cpuSeconds, memoryMiB, run } from './src/process.ts';
import type { Setting } from './src/setting.ts';
import { withSetting } from './src/setting.ts';

interface Round {
  readonly messagesPerSecond: number;
  readonly cpuMicrosPerMessage: number;
  readonly unique: number;
  readonly duplicates: number;
  readonly countErrors: number;
}

interface Result {
  readonly system: string;
  readonly rounds: readonly Round[];
  readonly latency: Readonly<Record<string, number>>;
  readonly memoryMiB: { readonly now: number; readonly peak: number };
}

interface Options {
  readonly messages: string;
  readonly keys: string;
  readonly rounds: string;
  readonly transport: string;
  readonly semantic: string;
  readonly original: string;
  readonly checkpoint: string;
  readonly seconds: string;
  readonly shards: string;
}

const isExactlyOnce = ({ semantic }: Options): boolean => semantic === 'exactly-once';

/** Throughput rounds, then latency at 500 a second, of a system whose processes are `pids`. */
async function measure(
  system: string,
  setting: Setting,
  pids: readonly number[],
  options: Options,
): Promise<Result> {
  const cpu = (): number => pids.reduce((sum, pid) => sum + cpuSeconds(pid), 0);
  const committed = isExactlyOnce(options) ? ['-committed'] : [];
  const rounds: Round[] = [];
  for (let round = 0; round < Number(options.rounds); round++) {
    const beforeSeconds = cpu();
    // A round that takes longer has lost something.
    const args = ['-n', options.messages, '-keys', options.keys, '-timeout', '30m', ...committed];
    const [figures = {}] = await setting.load('run', ...args);
    const cpuMicrosPerMessage = ((cpu() - beforeSeconds) * 1e6) / Number(options.messages);
    rounds.push({
      messagesPerSecond: Math.round(Number(figures['RateFromStart'] ?? 0)),
      cpuMicrosPerMessage: Math.round(cpuMicrosPerMessage * 10) / 10,
      unique: Number(figures['Unique'] ?? 0),
      duplicates: Number(figures['Duplicates'] ?? 0),
      countErrors: Number(figures['CountErrors'] ?? 0),
    });
    say(`${system}: ${JSON.stringify(rounds.at(-1))}`);
  }
  const times = ['-dur', `${options.seconds}s`, '-warm', `${Number(options.seconds) / 4}s`];
  const args = ['-rate', '500', '-keys', '1000', ...times, ...committed];
  const [latency = {}] = await setting.load('latency', ...args);
  say(`${system}: ${JSON.stringify(latency)}`);
  const memories = pids.map(memoryMiB);
  const sum = (pick: 'now' | 'peak'): number => memories.reduce((total, memory) => total + memory[pick], 0);
  return {
    system,
    rounds,
    latency: latency as Record<string, number>,
    memoryMiB: { now: sum('now'), peak: sum('peak') },
  };
}

async function measureOurs(
  setting: Setting,
  { transport, shards }: { transport: string; shards: string },
  options: Options,
): Promise<Result> {
  const { kafka, functions } = setting;
  const { semantic } = options;
  const application = new Application(
    setting.folder(),
    moduleYaml({
      kafka,
      functions,
      transport,
      functionsModule: join(ROOT, 'bench/functions/greeter.ts'),
      semantic,
      target: 'peer/greeter',
      valueType: 'io.statefun.types/string',
    }),
    shards,
  );
  await application.start();
  try {
    const system = `StateFun TS, ${transport}, shards: ${shards}`;
    return await measure(system, setting, [application.process.pid], options);
  } finally {
    await application.stop();
  }
}

/** `transport`: of the original, `async` or `default`, which blocks. */
async function measureOriginal(setting: Setting, transport: string, options: Options): Promise<Result> {
  const folder = setting.folder();
  const env = {
    KAFKA: setting.kafka,
    FN_URL: setting.functions,
    TRANSPORT: transport,
    SEMANTIC: options.semantic,
    CHECKPOINT: options.checkpoint,
    GROUP: 'original',
    EXTRA_CONF: 'execution.buffer-timeout: 0ms',
  };
  await run('bash', [ORIGINAL, 'start', folder], { env });
  try {
    const pids = ['jm', 'tm'].map((name) => Number(readFileSync(join(folder, `${name}.pid`), 'utf8')));
    return await measure(`original 3.3.0, ${transport}`, setting, pids, options);
  } finally {
    await run('bash', [ORIGINAL, 'stop', folder]);
  }
}

const fastest = ({ rounds }: Result): Round | undefined =>
  rounds.toSorted((one, other) => other.messagesPerSecond - one.messagesPerSecond)[0];

function findingsOf(options: Options, figures: readonly Result[]): Findings {
  const rows = figures.map((result) => {
    const { latency, memoryMiB: memory } = result;
    const best = fastest(result);
    const wrong = result.rounds.reduce(
      (sum, { duplicates, countErrors }) => sum + duplicates + countErrors,
      0,
    );
    return [
      result.system,
      String(best?.messagesPerSecond ?? 'not measured'),
      String(best?.cpuMicrosPerMessage ?? 'not measured'),
      ...['p50_ms', 'p99_ms', 'p999_ms'].map((name) => String(latency[name])),
      String(memory.peak),
      String(wrong),
    ];
  });
  const title = `Greeter over Kafka, ${options.semantic}, ${options.messages} messages at ${options.keys} keys, best of ${options.rounds} rounds`;
  return {
    label: `${options.transport.replaceAll(',', '-')}-${options.semantic}-${options.keys}`,
    tables: [
      {
        title,
        head: [
          'system',
          'messages/s',
          'CPU µs a message',
          'p50 ms at 500/s',
          'p99',
          'p99.9',
          'peak MiB',
          'wrong',
        ],
        rows,
      },
    ],
    charts: [
      {
        title,
        x: { name: 'round' },
        y: { name: 'messages/s' },
        lines: figures.map(({ system, rounds }) => ({
          name: system,
          points: rounds.map(({ messagesPerSecond }, index) => [index + 1, messagesPerSecond] as const),
        })),
      },
    ],
    figures,
  };
}

await benchmark({
  name: 'greeter',
  about: `
Kafka -> stateful function (Go, on the bare wire) -> Kafka. Rounds of messages for throughput and CPU time a message, then
latency at 500 a second. Every output is verified: each once, each key's counts without a gap. With the original beside it in the
same run. Needs Go, Java 17 and Maven. About a minute for each round of a million, ours; two for the original.

  node bench/greeter.ts --rounds 3 --original async,default --save
  node bench/greeter.ts --transport stream,module --shards 1,2
  node bench/greeter.ts --semantic none --messages 200000`,
  options: {
    messages: { default: '1000000', meaning: 'messages of a round' },
    keys: { default: '100000', meaning: 'addresses; with fewer, batches form' },
    rounds: { default: '2', meaning: 'rounds; 0: latency only' },
    transport: {
      default: 'async',
      meaning: 'ours: async, stream, okhttp, module (in the process), or several',
    },
    semantic: { default: 'exactly-once', meaning: 'exactly-once, at-least-once or none' },
    shards: { default: 'auto', meaning: 'ours: --shards; several numbers, one after the other' },
    original: { default: '', meaning: "the original's transports beside it: async, default or both" },
    seconds: { default: '20', meaning: 'for latency at 500/s, after a quarter of it to warm up' },
    checkpoint: { default: '1s', meaning: "how often the original checkpoints; 'off': never" },
  },
  run: (options) =>
    withSetting(async (setting) => {
      const figures: Result[] = [];
      for (const transport of options.transport.split(',')) {
        for (const shards of options.shards.split(',')) {
          await setting.freshTopics();
          figures.push(await measureOurs(setting, { transport, shards }, options));
        }
      }
      for (const transport of options.original === '' ? [] : options.original.split(',')) {
        await setting.freshTopics();
        figures.push(await measureOriginal(setting, transport, options));
      }
      return findingsOf(options, figures);
    }),
});
