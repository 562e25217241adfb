import type { DeadLetter } from '@statefun-ts/engine';
import { Shard } from '@statefun-ts/engine';
import type { Extension } from '@statefun-ts/extension';
import { StatefunError } from '@statefun-ts/protocol';
import type { MessageOptions } from '@statefun-ts/sdk';
import { messageBuilder } from '@statefun-ts/sdk';
import type { CollectingEgress } from './collecting-egress.ts';
import type { EgressRecord } from './egress-record.ts';
import type { FunctionService } from './function-service.ts';
import { InProcessTransport } from './in-process-transport.ts';
import { MemoryLog } from './memory-log.ts';
import { Problems } from './problems.ts';
import { SendingIngress } from './sending-ingress.ts';
import { VirtualClock } from './virtual-clock.ts';
import type { Wiring } from './wiring.ts';
import { createEgresses, createEndpoints, readModule } from './wiring.ts';

export interface TestRuntimeOptions {
  readonly functions: FunctionService | readonly FunctionService[];
  /**
   * The text of a `module.yaml`: its endpoints decide which functions can be called, and its egresses which there
   * are. Without it all bound functions can be called. Nothing is listened on or connected to.
   */
  readonly module?: string;
  /**
   * Extensions whose kinds the module uses, besides those that it asks for itself. Nothing of them runs: an ingress is what `send`
   * stands for, records for an egress of theirs are collected, of any type, and functions are called in this process.
   */
  readonly extensions?: readonly Extension[];
  /** Ids of egresses besides those of the module. */
  readonly egresses?: readonly string[];
  /** For `${env:NAME}` in the module. Default: `process.env`. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** A call of a function that takes longer, in real time, fails. Default: 5,000. */
  readonly callMsMax?: number;
  /** More calls without time passing are taken for messages that go around for ever, and fail. Default: 10,000. */
  readonly callsMax?: number;
}

const CALL_MS_MAX = 5_000;
const CALLS_MAX = 10_000;

/**
 * The runtime in memory: its engine, with functions in this process, and with time that passes only in `advance`.
 * There is nothing to close.
 *
 *     const runtime = await TestRuntime.start({ functions: statefun, egresses: ['example/greets'] });
 *     runtime.send({ typename: 'example/person', id: 'Bob', value: 'Hi' });
 *     await runtime.settle();
 *     assert.equal(runtime.egress('example/greets')[0]?.as(StateFun.stringType()), 'Welcome, Bob!');
 *
 * A failed call is made again as the runtime would: after a second of the test's time, then two, then four.
 */
export class TestRuntime {
  readonly #clock = new VirtualClock();
  readonly #problems = new Problems();
  readonly #ingress = new SendingIngress((error) => this.#problems.add(error));
  readonly #egresses: readonly CollectingEgress[];
  readonly #transport: InProcessTransport;
  readonly #shard: Shard;
  #lastDeadLetter: string | undefined;

  private constructor(options: TestRuntimeOptions, wiring: Wiring | undefined) {
    const { functions, egresses, callMsMax, callsMax } = options;
    const services = 'invoke' in functions ? [functions] : functions;
    this.#transport = new InProcessTransport({
      services,
      callMsMax: callMsMax ?? CALL_MS_MAX,
      callsMax: callsMax ?? CALLS_MAX,
      onFailure: (error) => this.#problems.add(error),
    });
    this.#egresses = createEgresses(wiring, egresses ?? []);
    this.#shard = new Shard({
      openLog: () => Promise.resolve(new MemoryLog()),
      endpointOf: createEndpoints(wiring, services, this.#transport),
      ingresses: [this.#ingress],
      egresses: this.#egresses,
      clock: this.#clock,
      // No jitter.
      random: () => 0.5,
      observer: { log: () => undefined },
      // What is to be committed is so at once, since no time passes by itself. All rows are in memory anyway.
      limits: { epochDelayMinMs: 0, epochDelayMaxMs: 0, rowCacheBytesMax: 0 },
    });
  }

  /** Rejects with a code of a module that is not valid, or of an extension that can't be loaded. */
  static async start(options: TestRuntimeOptions): Promise<TestRuntime> {
    const { module, env = process.env, extensions = [] } = options;
    const wiring = module === undefined ? undefined : await readModule(module, env, extensions);
    const runtime = new TestRuntime(options, wiring);
    await runtime.#shard.start();
    await runtime.settle();
    return runtime;
  }

  /** The test's time, in milliseconds since 1970. It begins with 2026. */
  get nowMs(): number {
    return this.#clock.wallMs();
  }

  /** Sends a message as an ingress does: the function that gets it sees no caller. Throws as `messageBuilder` does. */
  send<T = never>(message: MessageOptions<T>): void {
    const { targetAddress, typedValue } = messageBuilder(message);
    this.#ingress.send(targetAddress.toWire(), typedValue);
  }

  /**
   * Resolves when all messages are handled and nothing more happens without time passing. Rejects with what went
   * wrong since it was asked last: what functions threw (several as an `AggregateError`), and why messages became
   * dead letters. Such a failure is told once; the runtime can be used on.
   */
  async settle(): Promise<void> {
    await this.advance(0);
  }

  /** Settles, lets time pass, with all that falls due in it in its order, and settles. Rejects as `settle` does. */
  async advance(ms: number): Promise<void> {
    const untilMs = this.nowMs + ms;
    await this.#rest();
    while (this.#clock.runNext(untilMs)) await this.#rest();
    this.#clock.moveTo(untilMs);
    for (const letter of await this.#newDeadLetters()) this.#problems.add(deadLetterError(letter));
    for (const { code, message } of this.#shard.status().problems) {
      this.#problems.add(new Error(`${code}: ${message}`));
    }
    this.#problems.throwAny();
  }

  /** The records that were sent to an egress so far, in their order. Throws STATEFUN_EGRESS_UNKNOWN. */
  egress(id: string): readonly EgressRecord[] {
    const egress = this.#egresses.find((one) => one.id === id);
    if (egress !== undefined) return [...egress.records];
    const known = this.#egresses.map((one) => one.id).join(', ') || 'none';
    throw new StatefunError(
      'STATEFUN_EGRESS_UNKNOWN',
      `There is no egress ${id}: name it in the module or in egresses. There are: ${known}.`,
    );
  }

  /** Messages and records that could not go where they should, each with the reason; the first 1,000. */
  deadLetters(): Promise<readonly DeadLetter[]> {
    return this.#shard.deadLetters(undefined, DEAD_LETTERS_MAX);
  }

  /** Lets everything happen that can without time passing. */
  async #rest(): Promise<void> {
    for (;;) {
      await promisesSettled();
      if (this.#clock.runNext(this.nowMs)) continue;
      const nextEnd = this.#transport.nextEnd();
      if (nextEnd === undefined) break;
      await nextEnd;
    }
    this.#transport.rest();
  }

  async #newDeadLetters(): Promise<readonly DeadLetter[]> {
    const letters = await this.#shard.deadLetters(this.#lastDeadLetter, DEAD_LETTERS_MAX);
    this.#lastDeadLetter = letters.at(-1)?.id ?? this.#lastDeadLetter;
    return letters;
  }
}

const DEAD_LETTERS_MAX = 1_000;

const deadLetterError = ({ code, message }: DeadLetter) =>
  new StatefunError(code as StatefunError['code'], `Dead letter: ${message}`);

/** Node runs a tick that was queued by a microtask after all microtasks, those that they queue included. */
const promisesSettled = (): Promise<void> =>
  new Promise((resolve) => {
    queueMicrotask(() => process.nextTick(resolve));
  });
