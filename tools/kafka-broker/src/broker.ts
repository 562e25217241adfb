import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, openSync, closeSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, Socket, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { defaultVersion, kafkaJars } from './jars.ts';
import {
  scramArguments,
  securedAddresses,
  securedListenerNames,
  securedPorts,
  securedProperties,
} from './secured.ts';
import type { SecuredListeners, Security } from './secured.ts';
import { serverProperties } from './server-properties.ts';

/** A broker that this process started. It ends with this process, however that ends. */
export interface Broker {
  /** `127.0.0.1:port`; stays the same across restarts. */
  readonly bootstrap: string;
  readonly nodeId: number;
  /** With the option `security` only. */
  readonly secured: SecuredListeners | undefined;
  /** The controller of its cluster, for brokers that join: `id@host:port`. */
  readonly quorum: string;
  /** Where its partitions are: a folder `topic-partition` for each, with its log segments. */
  readonly logDirectory: string;
  /** Ends the broker and removes its data. */
  stop(): Promise<void>;
  /** Ends the broker with SIGKILL and keeps its data for `restart`. */
  kill(): Promise<void>;
  /** Starts the broker again on its data, after a `kill` or else after an orderly shutdown. */
  restart(): Promise<void>;
}

export interface BrokerOptions {
  /** Makes the new broker a further one of this broker's cluster. */
  readonly joins?: Broker;
  /** Secured listeners beside the plain one, and who may use them. */
  readonly security?: Security;
  /** Further lines of server.properties; they win over the defaults. */
  readonly properties?: Readonly<Record<string, string>>;
}

const startTimeoutMs = 60_000;
const stopTimeoutMs = 10_000;
const portAttemptsMax = 5;

const heapMiB = 512;

/**
 * Starts a KRaft broker on free ports and resolves when it takes requests: about five seconds. Its Kafka is
 * 3.9.1, or the version that `STATEFUN_TEST_KAFKA_VERSION` says.
 */
export async function startBroker(options: BrokerOptions = {}): Promise<Broker> {
  const version = process.env['STATEFUN_TEST_KAFKA_VERSION'] ?? defaultVersion;
  const jars = await kafkaJars(version);
  for (let attempt = 1; ; attempt++) {
    const ports = await freePorts(2 + (options.security === undefined ? 0 : securedListenerNames.length));
    const broker = new LocalBroker(jars, options, ports);
    try {
      await broker.start();
      return broker;
    } catch (error) {
      await broker.stop();
      // Between the probe and the start another process may take the port.
      if (attempt === portAttemptsMax || !String(error).includes('Address already in use')) throw error;
    }
  }
}

/** All different: none is given back before all are there. */
async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  return ports;
}

class LocalBroker implements Broker {
  readonly bootstrap: string;
  readonly nodeId: number;
  readonly secured: SecuredListeners | undefined;
  readonly quorum: string;
  readonly logDirectory: string;
  readonly #directory = mkdtempSync(join(tmpdir(), 'statefun-kafka-'));
  readonly #java: readonly string[];
  #supervisor: ChildProcess | undefined;
  #pid = 0;

  constructor(jars: string, options: BrokerOptions, ports: readonly number[]) {
    const [port = 0, controllerPort = 0] = ports;
    const { security } = options;
    const listeners = security === undefined ? {} : securedPorts(ports.slice(2));
    this.secured = security && securedAddresses(securedPorts(ports.slice(2)));
    this.bootstrap = `127.0.0.1:${port}`;
    this.nodeId = options.joins === undefined ? 1 : port;
    this.quorum = options.joins?.quorum ?? `${this.nodeId}@127.0.0.1:${controllerPort}`;
    this.logDirectory = this.#path('data');
    const quickStart = ['-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-Xshare:auto'];
    const logging = '-Dorg.slf4j.simpleLogger.showDateTime=true';
    this.#java = [`-Xms${heapMiB}m`, `-Xmx${heapMiB}m`, ...quickStart, logging, '-cp', `${jars}/*`];
    const { nodeId, logDirectory } = this;
    const properties = serverProperties({
      nodeId,
      port,
      quorum: options.joins?.quorum,
      controllerPort,
      logDirectory,
      listeners,
    });
    const secured = security === undefined ? {} : securedProperties(security);
    const lines = Object.entries({ ...properties, ...secured, ...options.properties }).map(
      ([key, value]) => `${key}=${value}`,
    );
    writeFileSync(this.#path('server.properties'), lines.join('\n'));
    const format = [
      'kafka.tools.StorageTool',
      'format',
      '-t',
      clusterId,
      '-c',
      this.#path('server.properties'),
      ...(security === undefined ? [] : scramArguments(security)),
    ];
    const result = spawnSync('java', [...this.#java, ...format], { encoding: 'utf8' });
    if (result.status !== 0)
      throw new Error(`Kafka could not format its storage:\n${result.stdout}${result.stderr}`);
  }

  async start(): Promise<void> {
    const log = openSync(this.#path('server.log'), 'w');
    const java = ['java', ...this.#java, 'kafka.Kafka', this.#path('server.properties')];
    const script = join(import.meta.dirname, 'supervise.ts');
    const supervisor = spawn(process.execPath, [script, this.#directory, ...java], {
      stdio: ['pipe', log, log],
    });
    closeSync(log);
    this.#supervisor = supervisor;
    await this.#started(supervisor);
    // A broker must not keep the process alive that it ends with.
    supervisor.unref();
    if (supervisor.stdin instanceof Socket) supervisor.stdin.unref();
  }

  async #started(supervisor: ChildProcess): Promise<void> {
    const deadline = performance.now() + startTimeoutMs;
    for (;;) {
      const log = this.#log();
      this.#pid = Number(/^(\d+)$/m.exec(log)?.[1] ?? 0);
      if (log.includes('Kafka Server started')) return;
      const timedOut = performance.now() > deadline;
      if (timedOut || hasEnded(supervisor)) {
        throw new Error(
          `Kafka did not start${timedOut ? ' in time' : ''}; its log ends:\n${log.slice(-4000)}`,
        );
      }
      await delay(50);
    }
  }

  async stop(): Promise<void> {
    // Nothing is kept, so there is nothing to shut down in order.
    await this.#end('SIGKILL');
    rmSync(this.#directory, { recursive: true, force: true });
  }

  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  async restart(): Promise<void> {
    await this.#end('SIGTERM');
    await this.start();
  }

  async #end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    const supervisor = this.#supervisor;
    this.#supervisor = undefined;
    if (supervisor === undefined || hasEnded(supervisor)) return;
    supervisor.ref();
    const exited = once(supervisor, 'exit');
    const pid = this.#pid > 0 ? this.#pid : supervisor.pid;
    if (pid !== undefined) process.kill(pid, signal);
    const deadline = setTimeout(() => pid !== undefined && process.kill(pid, 'SIGKILL'), stopTimeoutMs);
    await exited;
    clearTimeout(deadline);
    this.#pid = 0;
  }

  #path(name: string): string {
    return join(this.#directory, name);
  }

  #log(): string {
    return readFileSync(this.#path('server.log'), 'utf8');
  }
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}

const clusterId = 'c3RhdGVmdW4tdHMtdGVzdA';
