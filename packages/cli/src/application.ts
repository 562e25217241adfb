import type { Runtime } from '@statefun-ts/runtime';
import { startRuntime } from '@statefun-ts/runtime';
import { StatefunError } from '@statefun-ts/protocol';
import { resolve } from 'node:path';
import type { ExitCode } from './exit-codes.ts';
import { EXIT, exitCodeOf } from './exit-codes.ts';
import { letHeapsGrow } from './heap.ts';
import type { Program } from './load-module.ts';
import { loadModule } from './load-module.ts';
import type { Logger } from './logger.ts';
import { createLogger, isPretty, observerOf } from './logger.ts';
import type { Resolved } from './settings/resolve.ts';
import { VERSION } from './version.ts';

/** Where a running application listens: `ingress`, `egress`, `admin`. */
export type Urls = Runtime['urls'];

/** After this long the log says what keeps it from being ready. */
const SLOW_START_MS = 5000;

/** What `run` and `dev` have in common: settings, a log, and one runtime at a time. */
export class Application {
  readonly #resolved: Resolved;
  readonly logger: Logger;
  #runtime: Runtime | undefined;

  private constructor(resolved: Resolved, logger: Logger) {
    this.#resolved = resolved;
    this.logger = logger;
  }

  /**
   * Makes an application, and resolves to the exit code of the work that is done with it. What goes wrong is
   * logged; what should not happen, rejections that nobody handles included, ends the process: what was
   * confirmed is in the store, so that loses nothing.
   */
  static async with(
    resolved: Resolved,
    work: (application: Application) => Promise<ExitCode>,
  ): Promise<ExitCode> {
    const application = await Application.#create(resolved);
    const end = (error: unknown): ExitCode => {
      application.#logFatal(error);
      if (!(error instanceof StatefunError)) process.exit(EXIT.failed);
      return exitCodeOf(error);
    };
    process.on('uncaughtException', end);
    process.on('unhandledRejection', end);
    try {
      return await work(application);
    } catch (error) {
      return end(error);
    } finally {
      process.off('uncaughtException', end);
      process.off('unhandledRejection', end);
    }
  }

  #logFatal(error: unknown): void {
    if (error instanceof StatefunError) this.logger.fatal({ code: error.code }, error.message);
    else this.logger.fatal({ err: error, code: 'STATEFUN_INTERNAL' }, `unexpected: ${String(error)}`);
  }

  /** Logs all settings, with the origin of those that are not the default. */
  static async #create(resolved: Resolved): Promise<Application> {
    const logger = await createLogger(resolved.settings);
    const { shown, warnings } = resolved;
    logger.info({ version: VERSION, settings: shown }, 'settings');
    for (const warning of warnings) logger.warn(warning);
    return new Application(resolved, logger);
  }

  /** The module of the files that the settings name; undefined, with the problems told, when it is wrong. */
  loadModule(): Promise<Program | undefined> {
    const { settings } = this.#resolved;
    return loadModule(settings, { logger: this.logger, pretty: isPretty(settings) });
  }

  /** Starts the runtime, and logs the line that says it is ready once it is. */
  async start(
    { module, registry, extensions }: Program,
    options: { startedAtMs: number; onReady?: (urls: Urls) => void },
  ): Promise<void> {
    const { settings } = this.#resolved;
    const runtime = await startRuntime({
      module,
      registry,
      extensions,
      name: settings.name,
      version: VERSION,
      dataDir: resolve(settings.data),
      host: settings.host,
      adminHost: settings.adminHost,
      adminPort: settings.adminPort,
      shards: settings.shards,
      callsInFlightMax: settings.callsInFlight,
      drainMs: settings.drainTimeout,
      deadLetterEgresses: settings.deadLetterEgress,
      observer: observerOf(this.logger),
    });
    letHeapsGrow();
    this.#runtime = runtime;
    void this.#announce(runtime, options);
  }

  async #announce(
    runtime: Runtime,
    { startedAtMs, onReady }: { startedAtMs: number; onReady?: (urls: Urls) => void },
  ): Promise<void> {
    const slow = setTimeout(() => {
      const { phase, problems } = runtime.status();
      this.logger.warn({ phase, problems }, 'not ready yet');
    }, SLOW_START_MS);
    await runtime.whenReady();
    clearTimeout(slow);
    if (!runtime.status().ready) return;
    const startupMs = Math.round(performance.now() - startedAtMs);
    this.logger.info({ startupMs, ...runtime.urls }, `ready in ${startupMs} ms`);
    onReady?.(runtime.urls);
  }

  /** Drains and stops in order. */
  async stop(): Promise<void> {
    const runtime = this.#runtime;
    this.#runtime = undefined;
    await runtime?.stop();
  }
}
