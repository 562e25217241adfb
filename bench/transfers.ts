// Transfers as in YCSB-T, over Kafka: debit, message, credit, reply. Every account is compared with a replay.
import { setTimeout as sleep } from 'node:timers/promises';

import { Application, moduleYaml } from './src/application.ts';
import type { Findings } from './src/benchmark.ts';
import { benchmark, say } from './src/benchmark.ts';
import type { Setting } from './src/setting.ts';
import { withSetting } from './src/setting.ts';

interface Options {
  readonly accounts: string;
  readonly rates: string;
  readonly seconds: string;
  readonly transport: string;
  readonly kill: boolean;
  readonly shards: string;
}

/** What the load generator says of one rate. */
interface Step {
  readonly rate: number;
  readonly transfers: number;
  readonly sent_per_s: number;
  readonly done_per_s: number;
  readonly p50_ms: number;
  readonly p99_ms: number;
  readonly p999_ms: number;
  readonly max_ms: number;
}

/** What it says at the end. */
interface Check {
  readonly transfers: number;
  readonly lost: number;
  readonly doubled: number;
  readonly accounts: number;
  readonly wrong_balances: number;
  readonly money_off: number;
}

interface Result {
  readonly steps: readonly Step[];
  readonly check: Check;
  readonly kills: number;
  readonly cpuMicrosPerTransfer: number;
  readonly memoryMiB: { readonly now: number; readonly peak: number };
}

/** With `--kill`: the runtime lives so long, and is started again at once. */
const KILL_EVERY_MS = 4_000;

async function measure(setting: Setting, options: Options): Promise<Result> {
  const application = new Application(
    setting.folder(),
    moduleYaml({
      kafka: setting.kafka,
      functions: setting.functions,
      transport: options.transport,
      semantic: 'exactly-once',
      target: 'peer/account',
      valueType: 'peer/transfer',
    }),
    options.shards,
  );
  await application.start();
  const finished = new AbortController();
  const killing = options.kill ? killOften(application, finished.signal) : Promise.resolve(0);
  try {
    const args = ['-keys', options.accounts, '-rates', options.rates, '-dur', `${options.seconds}s`];
    const limits = ['-warm', '3s', '-timeout', '2m', ...(options.kill ? [] : ['-p99max', '1s'])];
    const lines = await setting.load('transfers', ...args, ...limits, '-committed');
    finished.abort();
    const kills = await killing;
    const check = lines.pop() as unknown as Check;
    const { process } = application;
    return {
      steps: lines as unknown as Step[],
      check,
      kills,
      // Of the process that ran last, so it means something without kills only.
      cpuMicrosPerTransfer: Math.round((process.cpuSeconds() * 1e7) / check.transfers) / 10,
      memoryMiB: process.memoryMiB(),
    };
  } finally {
    finished.abort();
    await killing;
    await application.stop();
  }
}

async function killOften(application: Application, signal: AbortSignal): Promise<number> {
  for (let kills = 0; ; kills++) {
    await sleep(KILL_EVERY_MS, undefined, { signal }).catch(() => {});
    if (signal.aborted) return kills;
    await application.kill();
    await application.start();
    say(`killed and started again, ${kills + 1} times`);
  }
}

/** The highest rate that was kept up with, up to which all had a p99 below the limit. */
function highestRate(steps: readonly Step[], p99MsMax: number): number {
  const failed = steps.findIndex(
    ({ rate, done_per_s, p99_ms }) => p99_ms >= p99MsMax || done_per_s < 0.9 * rate,
  );
  return steps[(failed < 0 ? steps.length : failed) - 1]?.rate ?? 0;
}

function findingsOf(options: Options, figures: Result): Findings {
  const { steps, check, kills, cpuMicrosPerTransfer, memoryMiB } = figures;
  const how = `${options.transport}, ${options.accounts} accounts`;
  const isRight = check.lost + check.doubled + check.wrong_balances === 0 && check.money_off === 0;
  return {
    label: `${options.transport}${options.kill ? '-kill' : ''}`,
    tables: [
      {
        title: `Transfers, exactly-once, ${how}`,
        head: ['sent/s', 'done/s', 'p50 ms', 'p99', 'p99.9', 'longest'],
        rows: steps.map(({ rate, done_per_s, p50_ms, p99_ms, p999_ms, max_ms }) =>
          [rate, done_per_s, p50_ms, p99_ms, p999_ms, max_ms].map(String),
        ),
      },
      {
        title: 'In short',
        head: ['what', 'figure'],
        rows: [
          ['highest rate with p99 under 100 ms', `${highestRate(steps, 100)}/s`],
          ['highest rate with p99 under 1 s', `${highestRate(steps, 1000)}/s`],
          ['CPU of the runtime a transfer', options.kill ? 'not told' : `${cpuMicrosPerTransfer} µs`],
          ['resident memory, the peak', `${memoryMiB.peak} MiB`],
          ['kill -9 meanwhile', String(kills)],
          [
            'transfers lost, doubled; balances wrong; money off',
            `${check.lost}, ${check.doubled}; ${check.wrong_balances}; ${check.money_off} (${check.transfers} transfers${isRight ? ': right' : ': WRONG'})`,
          ],
        ],
      },
    ],
    charts: [
      {
        title: `Transfers, exactly-once: latency by rate (${how})`,
        x: { name: 'transfers/s' },
        y: { name: 'ms', scale: 'log' },
        lines: [
          { name: 'p50', points: steps.map(({ rate, p50_ms }) => [rate, p50_ms] as const) },
          { name: 'p99', points: steps.map(({ rate, p99_ms }) => [rate, p99_ms] as const) },
          { name: 'p99.9', points: steps.map(({ rate, p999_ms }) => [rate, p999_ms] as const) },
        ],
      },
    ],
    figures,
  };
}

await benchmark({
  name: 'transfers',
  about: `
YCSB-T, as in the papers on Styx and T-Statefun: accounts with a balance of 1,000,000 each; a transfer debits one, sends a message to the
other, which credits it and replies. Debtor uniform, creditor by Zipf's law (0.99), open loop: latency counts from when a transfer was
due. Kafka -> functions (Go, on the bare wire) -> Kafka, exactly-once. The rates are tried one after the other until p99 passes 1 s.
At the end no reply may be lost or doubled, and each account must have what a replay gives it. Needs Go, Java 17 and Maven.

  node bench/transfers.ts --save
  node bench/transfers.ts --transport stream --rates 4000,8000,10000,12000,14000,16000 --save
  node bench/transfers.ts --kill --rates 2000 --seconds 30        # kill -9 of the runtime every four seconds`,
  options: {
    accounts: { default: '10000', meaning: 'accounts' },
    rates: { default: '1000,2000,3000,4000,5000,6000,7000,8000,10000', meaning: 'transfers a second' },
    seconds: { default: '10', meaning: 'of each rate, after three to warm up' },
    transport: { default: 'async', meaning: 'async, stream or okhttp' },
    shards: { default: 'auto', meaning: '--shards' },
    kill: { default: false, meaning: 'kill the runtime every four seconds' },
  },
  run: (options) =>
    withSetting(async (setting) => {
      await setting.freshTopics();
      return findingsOf(options, await measure(setting, options));
    }),
});
