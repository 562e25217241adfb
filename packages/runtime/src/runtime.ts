import type { Limits, Observer, ShardStatus } from '@statefun-ts/engine';
import { Shard } from '@statefun-ts/engine';
import type { Listening } from '@statefun-ts/extension';
import type { Registry } from '@statefun-ts/extension/host';
import { HttpServer } from '@statefun-ts/http';
import type { Module } from '@statefun-ts/module';
import { openStore } from '@statefun-ts/store';
import type { RequestListener } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Identity } from './admin-app.ts';
import { systemClock } from './clock.ts';
import type { Components } from './components.ts';
import { createComponents } from './components.ts';
import { FunctionMetrics } from './metrics/function-metrics.ts';
import { SAMPLE_EVERY_MS } from './metrics/meter.ts';

/** What a runtime is made of. */
export interface RuntimeOptions {
  readonly module: Module;
  /** What the module was parsed with: see `createRegistry`. */
  readonly registry: Registry;
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
  /** Egresses that left the module, and whose waiting records become dead letters. */
  readonly deadLetterEgresses?: readonly string[];
  readonly limits?: Partial<Limits>;
  readonly observer: Observer;
}

/** A running application. */
export interface Runtime {
  /** Where it listens: `admin`, and `ingress` and `egress` when the module has them. */
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
 * Starts an application: its ports first, since a port in use is the likeliest problem, then the store, egresses
 * and ingresses. Resolves when the store is open and work goes on; connectors may still be connecting. Rejects
 * when it can't begin, with everything released.
 */
export async function startRuntime(options: RuntimeOptions): Promise<Runtime> {
  const components = await createComponents(options.module, {
    ...options,
    clock: systemClock,
    random: Math.random,
  });
  const runtime = new ModuleRuntime(options, components);
  try {
    await runtime.start();
  } catch (error) {
    await runtime.stop();
    throw error;
  }
  return runtime;
}

class ModuleRuntime implements Runtime {
  readonly #components: Components;
  readonly #shard: Shard;
  readonly #functions = new FunctionMetrics();
  readonly #sampling: NodeJS.Timeout;
  readonly #listening: ReadonlyMap<string, Pick<Listening, 'listen' | 'url' | 'close'>>;
  urls: Readonly<Record<string, string>> = {};

  constructor(options: RuntimeOptions, components: Components) {
    this.#components = components;
    this.#shard = new Shard({
      openLog: () => openStore({ directory: options.dataDir }),
      endpointOf: this.#functions.meter(components.endpointOf),
      ingresses: components.ingresses,
      egresses: components.egresses,
      clock: systemClock,
      random: Math.random,
      observer: options.observer,
      drainMs: options.drainMs,
      ...(options.limits && { limits: options.limits }),
    });
    const admin = adminServer(options, this.#shard, this.#functions);
    this.#listening = new Map([['admin', admin], ...components.listening]);
    this.#sampling = setInterval(() => {
      this.#functions.sample();
    }, SAMPLE_EVERY_MS).unref();
  }

  async start(): Promise<void> {
    for (const server of this.#listening.values()) await server.listen();
    this.urls = Object.fromEntries([...this.#listening].map(([what, server]) => [what, server.url]));
    await this.#shard.start();
  }

  status(): ShardStatus {
    return this.#shard.status();
  }

  async whenReady(): Promise<void> {
    for (let delayMs = READY_POLL_FIRST_MS; ; delayMs = Math.min(2 * delayMs, READY_POLL_MAX_MS)) {
      const { ready, phase } = this.#shard.status();
      if (ready || phase === 'stopping' || phase === 'stopped') return;
      await sleep(delayMs);
    }
  }

  async stop(): Promise<void> {
    await this.#shard.stop();
    clearInterval(this.#sampling);
    await this.#components.closeTransports();
    await Promise.allSettled([...this.#listening.values()].map(async (server) => server.close()));
  }
}

/** Listens at once, and loads what answers with the first request: that takes longer than all else at start. */
function adminServer(
  options: RuntimeOptions,
  shard: Shard,
  functions: FunctionMetrics,
): Pick<Listening, 'listen' | 'url' | 'close'> {
  const { name, version, dataDir, adminHost: host, adminPort: port } = options;
  const identity: Identity = { name, version, pid: process.pid, dataDir };
  let listener: Promise<RequestListener> | undefined;
  const load = async (): Promise<RequestListener> =>
    (await import('./admin-app.ts')).createAdminListener(identity, shard, functions);
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
