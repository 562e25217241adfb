import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { freePorts } from '@statefun-ts/testing-support';

import type { Service } from './processes.ts';
import { startStatefun } from './processes.ts';
import { Reports } from './reports.ts';
import type { Command } from './script.ts';
import { SCRIPT_TYPENAME, scriptBytes } from './script.ts';
import type { Sdk, Variant } from './sdks.ts';

const RETRY_MS = 50;
const RETRY_MS_MAX = 60_000;

/** What a module file names. */
export interface ModuleContext {
  readonly ingressPort: number;
  readonly egressPort: number;
  /** The ports of the services by the namespace of their functions. */
  readonly services: ReadonlyMap<string, number>;
}

/** A message that was set aside: the part that the tests look at. */
export interface DeadLetter {
  readonly code: string;
  readonly target?: string;
  readonly caller?: string;
  readonly typename?: string;
  readonly valueBase64?: string;
}

/** Services of SDKs behind a runtime, each a process of its own; all is done to them from outside. */
export class Application {
  readonly reports: Reports;
  readonly #folder: string;
  readonly #context: ModuleContext;
  readonly #settings: readonly string[];
  readonly #services = new Map<string, Service>();
  #runtime: Service | undefined;
  #adminUrl = '';

  private constructor(folder: string, context: ModuleContext, settings: readonly string[]) {
    this.#folder = folder;
    this.#context = context;
    this.#settings = settings;
    this.reports = new Reports(`http://127.0.0.1:${context.egressPort}/reports`);
  }

  /**
   * Starts the services (`first`) and the runtime; `name` is the application's, `module` makes its module file, and
   * `settings` are further flags of it.
   */
  static async start(
    name: string,
    sdks: readonly Sdk[],
    module: (context: ModuleContext) => string,
    settings: readonly string[] = [],
  ): Promise<Application> {
    const services = new Map<string, number>();
    const [ingressPort = 0, egressPort = 0, ...ports] = await freePorts(2 + sdks.length);
    for (const [i, sdk] of sdks.entries()) services.set(sdk.namespace, ports[i] ?? 0);
    const context = { ingressPort, egressPort, services };
    const folder = mkdtempSync(join(tmpdir(), 'statefun-conformance-'));
    const application = new Application(folder, context, ['--name', name, ...settings]);
    application.writeModule(module);
    try {
      await Promise.all(sdks.map((sdk) => application.startService(sdk, 'first')));
      await application.startRuntime();
      return application;
    } catch (error) {
      await application.close();
      throw error;
    }
  }

  /** Writes the module file, which counts from the next start of the runtime on. */
  writeModule(module: (context: ModuleContext) => string): void {
    writeFileSync(join(this.#folder, 'module.yaml'), module(this.#context));
  }

  async startRuntime(): Promise<void> {
    const moduleFile = join(this.#folder, 'module.yaml');
    this.#runtime = await startStatefun(moduleFile, join(this.#folder, 'data'), this.#settings);
    this.#adminUrl = /"admin":"([^"]+)"/.exec(this.log)?.[1] ?? '';
  }

  async endRuntime(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    await this.#runtime?.end(signal);
  }

  async restartRuntime(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    await this.endRuntime(signal);
    await this.startRuntime();
  }

  /** Starts a service, or replaces it by another variant on the same port. */
  async startService(sdk: Sdk, variant: Variant): Promise<void> {
    await this.#services.get(sdk.namespace)?.end('SIGTERM');
    const port = this.#context.services.get(sdk.namespace) ?? 0;
    this.#services.set(sdk.namespace, await sdk.start(port, variant));
  }

  /** Sends a script from outside. Resolves when it is durable; tries again while the runtime refuses. */
  async script(type: string, id: string, ...commands: readonly Command[]): Promise<void> {
    await this.put(type, id, `application/vnd.${SCRIPT_TYPENAME}`, scriptBytes(...commands));
  }

  /** The same for a message of any type. */
  async put(type: string, id: string, contentType: string, body: Uint8Array): Promise<void> {
    for (const deadline = performance.now() + RETRY_MS_MAX; ; await sleep(RETRY_MS)) {
      const status = await this.tryPut(type, id, contentType, body);
      if (status === 200) return;
      if (status !== 503 || performance.now() > deadline) {
        throw new Error(`the ingress answered ${status} to a message for ${type}/${id}`);
      }
    }
  }

  /** One attempt: the status of the answer. Throws when none came: then the message may be in or not. */
  async tryPut(type: string, id: string, contentType: string, body: Uint8Array): Promise<number> {
    const url = `http://127.0.0.1:${this.#context.ingressPort}/${type}/${encodeURIComponent(id)}`;
    const headers = { 'content-type': contentType };
    const response = await fetch(url, { method: 'PUT', headers, body: new Uint8Array(body) });
    await response.text();
    return response.status;
  }

  /** The dead letter that matches, as soon as it is there. */
  async deadLetter(matches: (letter: DeadLetter) => boolean): Promise<DeadLetter> {
    const url = `${this.#adminUrl}/dead-letters?limit=1000`;
    for (const deadline = performance.now() + RETRY_MS_MAX; ; await sleep(RETRY_MS)) {
      const body = (await (await fetch(url)).json()) as { deadLetters: DeadLetter[] };
      const letter = body.deadLetters.find(matches);
      if (letter !== undefined) return letter;
      if (performance.now() > deadline) {
        throw new Error(`no such dead letter, only ${JSON.stringify(body.deadLetters).slice(0, 2_000)}`);
      }
    }
  }

  /** The last of what the runtime printed. */
  get log(): string {
    return this.#runtime?.output ?? '';
  }

  async close(): Promise<void> {
    await this.reports.close();
    await this.endRuntime('SIGKILL');
    await Promise.all([...this.#services.values()].map((service) => service.end('SIGKILL')));
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
