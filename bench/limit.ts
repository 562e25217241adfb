// The ceiling: the greeter's bytes through a bare pipe, Kafka -> HTTP -> Kafka, and our runtime beside it.
import { Application, moduleYaml } from './src/application.ts';
import { benchmark, say } from './src/benchmark.ts';
import { buildPeer } from './src/peers.ts';
import type { Measured } from './src/process.ts';
import { start } from './src/process.ts';
import type { Setting } from './src/setting.ts';
import { withSetting } from './src/setting.ts';

interface Options {
  readonly messages: string;
  readonly keys: string;
  readonly rounds: string;
  readonly shards: string;
}

interface Result {
  readonly system: string;
  readonly messagesPerSecond: readonly number[];
  readonly cpuMicrosPerMessage: readonly number[];
}

/** Rounds of messages through a system; all outputs have to come. */
async function measure(
  system: string,
  setting: Setting,
  running: Measured,
  options: Options,
  committed: readonly string[],
): Promise<Result> {
  const rates: number[] = [];
  const cpu: number[] = [];
  for (let round = 0; round < Number(options.rounds); round++) {
    const before = running.cpuSeconds();
    const args = ['-n', options.messages, '-keys', options.keys, '-timeout', '10m', ...committed];
    const [figures = {}] = await setting.load('run', ...args);
    if (Number(figures['Unique']) !== Number(options.messages)) throw new Error(`${system} lost some`);
    rates.push(Math.round(Number(figures['RateFromStart'])));
    cpu.push(Math.round(((running.cpuSeconds() - before) * 1e7) / Number(options.messages)) / 10);
    say(`${system}: ${rates.at(-1)} messages/s, ${cpu.at(-1)} µs`);
  }
  return { system, messagesPerSecond: rates, cpuMicrosPerMessage: cpu };
}

async function measurePipe(setting: Setting, options: Options): Promise<Result> {
  const args = ['-kafka', setting.kafka, '-functions', setting.functions];
  const pipe = await start(await buildPeer('pipe'), args, { ready: /the pipe is open/ });
  try {
    return await measure('bare pipe', setting, pipe, options, []);
  } finally {
    await pipe.stop();
  }
}

async function measureOurs(setting: Setting, transport: string, options: Options): Promise<Result> {
  const { kafka, functions } = setting;
  const wiring = { target: 'peer/greeter', valueType: 'io.statefun.types/string', semantic: 'exactly-once' };
  const application = new Application(
    setting.folder(),
    moduleYaml({ kafka, functions, transport, ...wiring }),
    options.shards,
  );
  await application.start();
  try {
    const system = `StateFun TS, ${transport}, exactly-once`;
    return await measure(system, setting, application.process, options, ['-committed']);
  } finally {
    await application.stop();
  }
}

await benchmark({
  name: 'limit',
  about: `
What this machine can do at most: each record of a Kafka topic becomes a request to the function service (Go), and what that sends is
produced. No state, no order, no guarantee: a pipe, in Go. Then our runtime with the same bytes, exactly-once and with state, by plain
requests and by streams. Needs Go, Java 17 and Maven; about four minutes.

  node bench/limit.ts --save`,
  options: {
    messages: { default: '500000', meaning: 'messages of a round' },
    keys: { default: '100000', meaning: 'addresses' },
    rounds: { default: '3', meaning: 'rounds' },
    shards: { default: 'auto', meaning: 'ours: --shards' },
  },
  run: (options) =>
    withSetting(async (setting) => {
      const figures: Result[] = [];
      await setting.freshTopics();
      figures.push(await measurePipe(setting, options));
      for (const transport of ['async', 'stream']) {
        await setting.freshTopics();
        figures.push(await measureOurs(setting, transport, options));
      }
      const best = ({ messagesPerSecond }: Result): number => Math.max(...messagesPerSecond);
      const ceiling = best(figures[0] as Result);
      const title = `The limit: ${options.messages} messages at ${options.keys} keys, best of ${options.rounds} rounds`;
      return {
        label: options.keys,
        tables: [
          {
            title,
            head: ['system', 'messages/s', 'of the pipe', 'CPU µs a message'],
            rows: figures.map((result) => [
              result.system,
              String(best(result)),
              (best(result) / ceiling).toFixed(2),
              String(Math.min(...result.cpuMicrosPerMessage)),
            ]),
          },
        ],
        charts: [
          {
            title,
            x: { name: 'round' },
            y: { name: 'messages/s' },
            lines: figures.map(({ system, messagesPerSecond }) => ({
              name: system,
              points: messagesPerSecond.map((rate, index) => [index + 1, rate] as const),
            })),
          },
        ],
        figures,
      };
    }),
});
