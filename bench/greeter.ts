// Greeter over Kafka, exactly-once: Kafka -> stateful function (Go, on the bare wire) -> Kafka. Every output is
// verified: each once, each key's counts without a gap. See README.md for how to run it and for what it found.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { startBroker } from '@statefun-ts/kafka-broker';

import { buildPeer, ORIGINAL } from './src/peers.ts';
import { cpuSeconds, memoryMiB, run, start } from './src/process.ts';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const { values: options } = parseArgs({
  options: {
    messages: { type: 'string', default: '1000000' },
    keys: { type: 'string', default: '100000' },
    rounds: { type: 'string', default: '2' },
    original: { type: 'boolean', default: false },
    /** Of ours: `async`, `stream` or `okhttp` to the service in Go, or `module` for functions in the process. */
    transport: { type: 'string', default: 'async' },
    semantic: { type: 'string', default: 'exactly-once' },
    save: { type: 'boolean', default: false },
  },
});

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

const say = (text: string): void => void process.stderr.write(`${text}\n`);
/** A round that takes longer has lost something. */
const ROUND_LIMIT = ['-timeout', '30m'];
const committed = options.semantic === 'exactly-once' ? ['-committed'] : [];

const endpointYaml = (functions: string): string =>
  options.transport === 'module'
    ? `kind: io.statefun.endpoints.v1/module
spec:
  functions: peer/*
  module: ${join(ROOT, 'bench/functions/greeter.ts')}
`
    : `kind: io.statefun.endpoints.v2/http
spec:
  functions: peer/*
  urlPathTemplate: ${functions}
  transport:
    type: io.statefun.transports.v1/${options.transport}
`;

const moduleYaml = (bootstrap: string, functions: string): string => `${endpointYaml(functions)}---
kind: io.statefun.kafka.v1/ingress
spec:
  id: peer/in
  address: ${bootstrap}
  consumerGroupId: peer
  startupPosition:
    type: earliest
  topics:
    - topic: in
      valueType: io.statefun.types/string
      targets:
        - peer/greeter
---
kind: io.statefun.kafka.v1/egress
spec:
  id: peer/out
  address: ${bootstrap}
  deliverySemantic:
    type: ${options.semantic}
${options.semantic === 'exactly-once' ? '    transactionTimeout: 15min\n' : ''}`;

const lastJson = (output: string): Record<string, number> =>
  JSON.parse(
    output
      .trim()
      .split('\n')
      .findLast((line) => line.startsWith('{')) ?? '{}',
  ) as Record<string, number>;

/** Throughput rounds, then latency at 500 a second, of a system whose processes are `pids`. */
const measure = async (
  system: string,
  load: string,
  kafka: string,
  pids: readonly number[],
): Promise<Result> => {
  const cpu = (): number => pids.reduce((sum, pid) => sum + cpuSeconds(pid), 0);
  const rounds: Round[] = [];
  for (let round = 0; round < Number(options.rounds); round++) {
    const beforeSeconds = cpu();
    const args = ['run', '-kafka', kafka, '-n', options.messages, '-keys', options.keys, ...ROUND_LIMIT];
    const figures = lastJson(await run(load, [...args, ...committed]));
    const cpuMicrosPerMessage = ((cpu() - beforeSeconds) * 1e6) / Number(options.messages);
    rounds.push({
      messagesPerSecond: Math.round(figures['RateFromStart'] ?? 0),
      cpuMicrosPerMessage: Math.round(cpuMicrosPerMessage * 10) / 10,
      unique: figures['Unique'] ?? 0,
      duplicates: figures['Duplicates'] ?? 0,
      countErrors: figures['CountErrors'] ?? 0,
    });
    say(`${system}: ${JSON.stringify(rounds.at(-1))}`);
  }
  const args = [
    'latency',
    '-kafka',
    kafka,
    '-rate',
    '500',
    '-dur',
    '20s',
    '-warm',
    '5s',
    '-keys',
    '1000',
    ...committed,
  ];
  const latency = lastJson(await run(load, args));
  say(`${system}: ${JSON.stringify(latency)}`);
  const memories = pids.map(memoryMiB);
  const sum = (pick: 'now' | 'peak'): number => memories.reduce((total, memory) => total + memory[pick], 0);
  return { system, rounds, latency, memoryMiB: { now: sum('now'), peak: sum('peak') } };
};

const measureOurs = async (
  load: string,
  kafka: string,
  functions: string,
  folder: string,
): Promise<Result> => {
  writeFileSync(join(folder, 'module.yaml'), moduleYaml(kafka, functions));
  const statefun = join(ROOT, 'packages/cli/bin/statefun.js');
  const args = ['run', '--module', join(folder, 'module.yaml')];
  const runtime = await start(statefun, [...args, '--data', join(folder, 'data'), '--admin-port', '0'], {
    ready: /ready/i,
  });
  try {
    return await measure('StateFun TS', load, kafka, [runtime.pid]);
  } finally {
    await runtime.stop();
  }
};

const measureOriginal = async (
  load: string,
  kafka: string,
  functions: string,
  folder: string,
): Promise<Result> => {
  const env = {
    KAFKA: kafka,
    FN_URL: functions,
    TRANSPORT: 'async',
    SEMANTIC: options.semantic,
    CHECKPOINT: '1s',
    GROUP: 'original',
    EXTRA_CONF: 'execution.buffer-timeout: 0ms',
  };
  await run('bash', [ORIGINAL, 'start', folder], { env });
  try {
    const pids = ['jm', 'tm'].map((name) => Number(readFileSync(join(folder, `${name}.pid`), 'utf8')));
    return await measure('original 3.3.0', load, kafka, pids);
  } finally {
    await run('bash', [ORIGINAL, 'stop', folder]);
  }
};

const main = async (): Promise<void> => {
  const folder = mkdtempSync(join(tmpdir(), 'statefun-bench-'));
  const [load, fn] = [await buildPeer('load'), await buildPeer('fn')];
  const broker = await startBroker({ properties: { 'num.partitions': '4' } });
  const functions = await start(fn, [], {
    env: { FN_ADDR: '127.0.0.1:18000' },
    ready: /function service on/,
  });
  const url = 'http://127.0.0.1:18000/statefun';
  const results: Result[] = [];
  try {
    for (const system of [measureOurs, ...(options.original ? [measureOriginal] : [])]) {
      await run(load, ['topics', '-kafka', broker.bootstrap, '-create', 'in:4,out:4', '-delete']);
      results.push(await system(load, broker.bootstrap, url, join(mkdtempSync(join(folder, 'run-')))));
    }
  } finally {
    await functions.stop();
    await broker.stop();
    rmSync(folder, { recursive: true, force: true });
  }
  const commit = (await run('git', ['rev-parse', '--short', 'HEAD'], { cwd: ROOT })).trim();
  const machine = `${cpus().length} cores, ${cpus()[0]?.model ?? 'unknown'}, Node ${process.versions.node}`;
  const report = { at: new Date().toISOString(), commit, machine, options, results };
  process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  if (options.save) {
    const what = `${options.transport}-${options.keys}`;
    mkdirSync(join(ROOT, 'bench/results'), { recursive: true });
    writeFileSync(
      join(ROOT, `bench/results/greeter-${what}-${commit}.json`),
      `${JSON.stringify(report, null, 2)}\n`,
    );
  }
};

await main();
