import type { Limits, Observer, ShardStatus } from '@statefun-ts/engine';
import { unavailable } from '@statefun-ts/engine';
import type { Listening } from '@statefun-ts/extension';
import type { ExtensionSummary, Registry } from '@statefun-ts/extension/host';
import { HttpServer } from '@statefun-ts/http';
import type { Module } from '@statefun-ts/module';
import type { RequestListener } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Administered, Identity } from './admin-app.ts';
import { systemClock } from './clock.ts';
import { createEgresses, createIngresses, listeningOf } from './components.ts';
import type { DeadLetterJson } from './dead-letter-json.ts';
import { Workshop } from './isolation/workshop.ts';
import type { ShardFigures } from './shards/shard-host.ts';
import type { RunningParts, RunningShards } from './shards/running-shards.ts';
import { startShards } from './shards/running-shards.ts';

/** What a runtime is made of. */
export interface RuntimeOptions {
  readonly module: Module;
  /** What the module was parsed with: see `createRegistry`. What it has of extensions runs in this thread; only tests do that. */
  readonly registry: Registry;
  /** Extensions that the module needs, which run in threads of their own: see `readModuleFiles`. */
  readonly extensions?: readonly ExtensionSummary[];
  /** The application: Kafka's client and transactional ids derive from it. */
  readonly name: string;
  /** For `/healthz`. */
  readonly version: string;
  /** The store's directory, absolute; made when it is not there. */
  readonly dataDir: string;
  /** Where playground components listen that don't say. */
  readonly host: string;
  readonly adminHost: string;
  /** 0: the system picks one. */
  readonly adminPort: number;
  /** Calls in flight at most, for each endpoint. */
  readonly callsInFlightMax: number;
  /** How long `stop` waits for calls in flight. */
  readonly drainMs: number;
  /** Threads that the addresses are spread over; the default is what the store is for; for a new one, one for each core. */
  readonly shards?: number | undefined;
  /** Egresses that left the module, and whose waiting records become dead letters. */
  readonly deadLetterEgresses?: readonly string[];
  readonly limits?: Partial<Limits>;
  readonly observer: Observer;
  /** How long an extension may hold its thread; tests shorten it. */
  readonly extensionLoopMs?: number;
}

/** A running application. */
export interface Runtime {
  /**
   * Where it listens: `admin`, and `ingress` and `egress` when the module has them. An extension that begins anew may have another
   * port than before, if the system picks it.
   */
  readonly urls: Readonly<Record<string, string>>;
  status(): ShardStatus;
  /** Resolves once all connectors have started and nothing is wrong with them, or when it is stopped. */
  whenReady(): Promise<void>;
  /**
   * Stops in order: ingresses, calls in flight, the last epoch, egresses, the store, ports. Nothing is lost
   * when it is not called, or not waited for.
   */
  stop(): Promise<void>;
}

const CLOSE_GRACE_MS = 1000;
/** How often `whenReady` looks: at first, and after a while. */
const READY_POLL_FIRST_MS = 5;
const READY_POLL_MAX_MS = 250;

/**
 * Starts an application: its ports first, since a port in use is the likeliest problem, then the stores, egresses
 * and ingresses. Resolves when the stores are open and work goes on; connectors may still be connecting. Rejects
 * when it can't begin, with everything released.
 */
export async function startRuntime(options: RuntimeOptions): Promise<Runtime> {
  const { module, registry, extensions = [], extensionLoopMs: loopMs } = options;
  const workshop = new Workshop(registry, extensions, { loopMs });
  const context = { ...options, workshop, clock: systemClock, random: Math.random };
  try {
    const ingresses = await createIngresses(module, context);
    const egresses = await createEgresses(module, context);
    const runtime = new ModuleRuntime(options, { workshop, ingresses, egresses });
    await runtime.start();
    return runtime;
  } catch (error) {
    workshop.close();
    throw error;
  }
}

class ModuleRuntime implements Runtime, Administered {
  readonly #options: RuntimeOptions;
  readonly #parts: RunningParts;
  readonly #listening: ReadonlyMap<string, Pick<Listening, 'listen' | 'url' | 'close'>>;
  #shards: RunningShards | undefined;
  #isStopping = false;
  #isListening = false;

  constructor(options: RuntimeOptions, parts: RunningParts) {
    this.#options = options;
    this.#parts = parts;
    const listening = listeningOf([...parts.ingresses, ...parts.egresses]);
    this.#listening = new Map([['admin', adminServer(options, this)], ...listening]);
  }

  /** Rejects with everything released. */
  async start(): Promise<void> {
    try {
      for (const server of this.#listening.values()) await server.listen();
      this.#isListening = true;
      this.#shards = await startShards(this.#options, this.#parts);
    } catch (error) {
      await this.stop();
      throw error;
    }
  }

  get urls(): Readonly<Record<string, string>> {
    if (!this.#isListening) return {};
    return Object.fromEntries([...this.#listening].map(([what, server]) => [what, server.url]));
  }

  status(): ShardStatus {
    if (this.#shards !== undefined) return this.#shards.status();
    return { ready: false, phase: this.#isStopping ? 'stopped' : 'starting', problems: [] };
  }

  async figures(): Promise<ShardFigures> {
    return (await this.#shards?.figures()) ?? { engine: undefined, functions: new Map() };
  }

  async deadLetters(after: string | undefined, limit: number): Promise<DeadLetterJson[]> {
    if (this.#shards === undefined) throw unavailable();
    return this.#shards.deadLetters(after, limit);
  }

  async whenReady(): Promise<void> {
    for (let delayMs = READY_POLL_FIRST_MS; ; delayMs = Math.min(2 * delayMs, READY_POLL_MAX_MS)) {
      const { ready, phase } = this.status();
      if (ready || phase === 'stopping' || phase === 'stopped') return;
      await sleep(delayMs);
    }
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    await this.#shards?.stop();
    await Promise.allSettled([...this.#listening.values()].map(async (server) => server.close()));
    this.#parts.workshop.close();
  }
}

/** Listens at once, and loads what answers with the first request: that takes longer than all else at start. */
function adminServer(
  options: RuntimeOptions,
  runtime: Administered,
): Pick<Listening, 'listen' | 'url' | 'close'> {
  const { name, version, dataDir, adminHost: host, adminPort: port } = options;
  const identity: Identity = { name, version, pid: process.pid, dataDir };
  let listener: Promise<RequestListener> | undefined;
  const load = async (): Promise<RequestListener> =>
    (await import('./admin-app.ts')).createAdminListener(identity, runtime);
  const server = new HttpServer({ what: 'The admin API (--admin-port)', host, port }, (request, response) => {
    listener ??= load();
    void listener.then((serve) => {
      serve(request, response);
    });
  });
  return {
    get url() {
      return server.url;
    },
    listen: () => server.listen(),
    close: () => server.close(CLOSE_GRACE_MS),
  };
}
