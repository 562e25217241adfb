// What a message costs by the number of addresses, by what waits on one, and by the size of state; start-up and memory.
import { Application, moduleYaml } from './src/application.ts';
import type { Findings } from './src/benchmark.ts';
import { benchmark, say } from './src/benchmark.ts';
import type { Chart } from './src/chart.ts';
import type { Setting } from './src/setting.ts';
import { withSetting } from './src/setting.ts';

interface Options {
  readonly transport: string;
  readonly addresses: string;
  readonly waiting: string;
  readonly state: string;
  readonly shards: string;
  readonly spread: string;
  readonly messages: string;
}

/** What one load cost. */
interface Cost {
  readonly cpuMicrosPerMessage: number;
  readonly messagesPerSecond: number;
}

interface AtAddresses extends Cost {
  readonly addresses: number;
  /** When each address is new, and so has no state yet. */
  readonly firstCpuMicrosPerMessage: number;
  readonly peakMiB: number;
  /** From the start of the process to the line that says it takes messages, with all of them stored; after kill -9. */
  readonly startMs: number;
  /** Resident, right after that start. */
  readonly startMiB: number;
}

interface AtWaiting extends Cost {
  readonly waiting: number;
}

interface AtState extends Cost {
  readonly stateBytes: number;
}

interface AtShards extends Cost {
  readonly shards: number;
  readonly peakMiB: number;
  /** From the start of the process, with an empty store, to the line that says it takes messages. */
  readonly startMs: number;
}

interface Figures {
  readonly addresses: readonly AtAddresses[];
  readonly waiting: readonly AtWaiting[];
  readonly state: readonly AtState[];
  readonly shards: readonly AtShards[];
}

const numbers = (list: string): number[] => (list === '' ? [] : list.split(',').map(Number));

/** One message in a call, so that every size does the same work for a message. */
const ONE = 1;

class Scale {
  readonly #setting: Setting;
  readonly #options: Options;

  constructor(setting: Setting, options: Options) {
    this.#setting = setting;
    this.#options = options;
  }

  #application(target = 'peer/greeter', batchMessagesMax = ONE, shards = this.#options.spread): Application {
    const { kafka, functions } = this.#setting;
    const { transport } = this.#options;
    const wiring = { kafka, functions, transport, target, batchMessagesMax };
    return new Application(
      this.#setting.folder(),
      moduleYaml({ ...wiring, semantic: 'exactly-once', valueType: 'io.statefun.types/string' }),
      shards,
    );
  }

  /** Messages over some keys, each as often as the others; all outputs are verified. */
  async #load(application: Application, messages: number, keys: number): Promise<Cost> {
    const before = application.process.cpuSeconds();
    const args = ['-n', String(messages), '-keys', String(keys), '-timeout', '20m', '-committed'];
    const [figures = {}] = await this.#setting.load('run', ...args);
    const wrong = Number(figures['Duplicates']) + Number(figures['CountErrors']);
    if (Number(figures['Unique']) !== messages || wrong > 0) throw new Error(JSON.stringify(figures));
    const cpuMicrosPerMessage = ((application.process.cpuSeconds() - before) * 1e6) / messages;
    return {
      cpuMicrosPerMessage: Math.round(cpuMicrosPerMessage * 10) / 10,
      messagesPerSecond: Math.round(Number(figures['RateFromStart'])),
    };
  }

  async atAddresses(addresses: number): Promise<AtAddresses> {
    await this.#setting.freshTopics();
    const application = this.#application();
    await application.start();
    try {
      const messages = Math.max(Number(this.#options.messages), addresses);
      const first = await this.#load(application, messages, addresses);
      const again = await this.#load(application, messages, addresses);
      const peakMiB = application.process.memoryMiB().peak;
      await application.kill();
      const startMs = Math.round(await application.start());
      const startMiB = application.process.memoryMiB().now;
      const { cpuMicrosPerMessage: firstCpuMicrosPerMessage } = first;
      const result = { addresses, ...again, firstCpuMicrosPerMessage, peakMiB, startMs, startMiB };
      say(JSON.stringify(result));
      return result;
    } finally {
      await application.stop();
    }
  }

  /** All is in Kafka before the runtime starts, over so few keys that so many wait on each. */
  async atWaiting(waiting: number): Promise<AtWaiting> {
    await this.#setting.freshTopics();
    const messages = Number(this.#options.messages);
    const keys = Math.max(1, Math.floor(messages / waiting));
    const all = keys * waiting;
    await this.#setting.load('load', '-topic', 'in', '-n', String(all), '-keys', String(keys));
    const application = this.#application('peer/greeter', 1000);
    const beforeMs = performance.now();
    await application.start();
    try {
      const [figures = {}] = await this.#setting.load(
        'drain',
        '-topic',
        'out',
        '-n',
        String(all),
        '-committed',
      );
      if (Number(figures['Unique']) !== all) throw new Error(JSON.stringify(figures));
      const result = {
        waiting,
        // The start of the process is part of both.
        cpuMicrosPerMessage: Math.round((application.process.cpuSeconds() * 1e7) / all) / 10,
        messagesPerSecond: Math.round((all * 1000) / (performance.now() - beforeMs)),
      };
      say(JSON.stringify(result));
      return result;
    } finally {
      await application.stop();
    }
  }

  async atShards(shards: number): Promise<AtShards> {
    await this.#setting.freshTopics();
    const application = this.#application('peer/greeter', ONE, String(shards));
    const startMs = Math.round(await application.start());
    try {
      const messages = Number(this.#options.messages);
      await this.#load(application, messages, SHARDED_ADDRESSES);
      const cost = await this.#load(application, messages, SHARDED_ADDRESSES);
      const result = { shards, ...cost, peakMiB: application.process.memoryMiB().peak, startMs };
      say(JSON.stringify(result));
      return result;
    } finally {
      await application.stop();
    }
  }

  async atState(stateBytes: number): Promise<AtState> {
    await this.#setting.freshTopics();
    const application = this.#application(`peer/keeper-${stateBytes}`);
    await application.start();
    try {
      // About a gigabyte of state on the wire at most.
      const messages = Math.min(Number(this.#options.messages), Math.max(500, Math.floor(1e9 / stateBytes)));
      const keys = Math.max(1, Math.floor(messages / 10));
      await this.#load(application, messages, keys);
      const result = { stateBytes, ...(await this.#load(application, messages, keys)) };
      say(JSON.stringify(result));
      return result;
    } finally {
      await application.stop();
    }
  }
}

/** Addresses when it is shards that are measured. */
const SHARDED_ADDRESSES = 10_000;

function findingsOf(options: Options, figures: Figures): Findings {
  const { addresses, waiting, state, shards } = figures;
  const costChart = (title: string, x: string, points: readonly (readonly [number, number])[]): Chart => ({
    title,
    x: { name: x, scale: 'log' },
    y: { name: 'CPU µs a message' },
    lines: [{ name: options.transport, points }],
  });
  return {
    label: options.spread === '1' ? options.transport : `${options.transport}-${options.spread}-shards`,
    tables: [
      {
        title: 'By the number of addresses (one message a call)',
        head: [
          'addresses',
          'CPU µs a message',
          'when new',
          'messages/s',
          'peak MiB',
          'ready after ms',
          'MiB then',
        ],
        rows: addresses.map((at) =>
          [
            at.addresses,
            at.cpuMicrosPerMessage,
            at.firstCpuMicrosPerMessage,
            at.messagesPerSecond,
            at.peakMiB,
            at.startMs,
            at.startMiB,
          ].map(String),
        ),
      },
      {
        title: 'By the messages that wait on each address (up to 1,000 a call)',
        head: ['waiting', 'CPU µs a message', 'messages/s'],
        rows: waiting.map((at) => [at.waiting, at.cpuMicrosPerMessage, at.messagesPerSecond].map(String)),
      },
      {
        title: 'By the size of the state (one message a call, which reads and writes it)',
        head: ['bytes', 'CPU µs a message', 'messages/s'],
        rows: state.map((at) => [at.stateBytes, at.cpuMicrosPerMessage, at.messagesPerSecond].map(String)),
      },
      {
        title: 'By the number of shards (one message a call, 10,000 addresses)',
        head: ['shards', 'CPU µs a message', 'messages/s', 'peak MiB', 'ready after ms'],
        rows: shards.map((at) =>
          [at.shards, at.cpuMicrosPerMessage, at.messagesPerSecond, at.peakMiB, at.startMs].map(String),
        ),
      },
    ].filter(({ rows }) => rows.length > 0),
    charts: [
      costChart(
        'Cost by the number of addresses',
        'addresses',
        addresses.map((at) => [at.addresses, at.cpuMicrosPerMessage] as const),
      ),
      costChart(
        'Cost by the messages that wait on one address',
        'messages that wait',
        waiting.map((at) => [at.waiting, at.cpuMicrosPerMessage] as const),
      ),
      costChart(
        'Cost by the size of the state',
        'bytes of state',
        state.map((at) => [at.stateBytes, at.cpuMicrosPerMessage] as const),
      ),
      costChart(
        'Cost by the number of shards',
        'shards',
        shards.map((at) => [at.shards, at.cpuMicrosPerMessage] as const),
      ),
    ].filter(({ lines }) => lines.some(({ points }) => points.length > 0)),
    figures,
  };
}

await benchmark({
  name: 'scale',
  about: `
What a message costs the runtime, in CPU time, by the number of addresses, by the messages that wait on one, by the size of the state, and by the
number of shards; and with so many addresses stored, how long it takes until it is ready after kill -9, and how much memory it has then. The greeter over Kafka,
exactly-once; every output is verified. Needs Go, Java 17 and Maven; about ten minutes. 10,000,000 addresses take ten more.

  node bench/scale.ts --save
  node bench/scale.ts --addresses 10000000 --waiting '' --state '' --shards ''`,
  options: {
    transport: { default: 'stream', meaning: 'async, stream or okhttp' },
    addresses: { default: '1000,10000,100000,1000000', meaning: "numbers of addresses; '': none" },
    waiting: { default: '1,10,100,1000,10000', meaning: 'messages that wait on one address' },
    state: { default: '10,1000,10000,100000,1048576', meaning: 'bytes of state' },
    shards: { default: '1,2,4,8', meaning: "numbers of shards; '': none" },
    spread: { default: '1', meaning: 'shards for all that is not by their number' },
    messages: { default: '200000', meaning: 'messages of a load; as many as addresses at least' },
  },
  run: (options) =>
    withSetting(async (setting) => {
      const scale = new Scale(setting, options);
      const figures = {
        addresses: [] as AtAddresses[],
        waiting: [] as AtWaiting[],
        state: [] as AtState[],
        shards: [] as AtShards[],
      };
      for (const count of numbers(options.addresses)) figures.addresses.push(await scale.atAddresses(count));
      for (const count of numbers(options.waiting)) figures.waiting.push(await scale.atWaiting(count));
      for (const bytes of numbers(options.state)) figures.state.push(await scale.atState(bytes));
      for (const count of numbers(options.shards)) figures.shards.push(await scale.atShards(count));
      return findingsOf(options, figures);
    }),
});
