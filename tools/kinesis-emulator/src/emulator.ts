import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** An emulator that this process started. It ends with this process, however that ends. */
export interface Emulator {
  /** `http://127.0.0.1:port`. */
  readonly endpoint: string;
  stop(): Promise<void>;
}

const startTimeoutMs = 60_000;
const portAttemptsMax = 5;

/** Changes of streams and shards take this long. */
const changeDuration = '10ms';

/** Starts an emulator (kinesis-mock, as npm's `kinesis-local` has it) and resolves when it takes requests. */
export async function startEmulator(): Promise<Emulator> {
  for (let attempt = 1; ; attempt++) {
    const emulator = new LocalEmulator(await freePort(), await freePort());
    try {
      await emulator.start();
      return emulator;
    } catch (error) {
      await emulator.stop();
      // Between the probe and the start another process may take the port.
      if (attempt === portAttemptsMax || !String(error).includes('EADDRINUSE')) throw error;
    }
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

class LocalEmulator implements Emulator {
  readonly endpoint: string;
  readonly #child: ChildProcess;
  #log = '';

  constructor(port: number, tlsPort: number) {
    this.endpoint = `http://127.0.0.1:${port}`;
    const script = fileURLToPath(import.meta.resolve('kinesis-local/main.js'));
    this.#child = spawn(process.execPath, [join(import.meta.dirname, 'supervise.ts'), script], {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: {
        ...process.env,
        KINESIS_MOCK_PLAIN_PORT: String(port),
        KINESIS_MOCK_TLS_PORT: String(tlsPort),
        KINESIS_MOCK_CERT_PATH: join(dirname(script), 'server.json'),
        CREATE_STREAM_DURATION: changeDuration,
        DELETE_STREAM_DURATION: changeDuration,
        SPLIT_SHARD_DURATION: changeDuration,
        MERGE_SHARDS_DURATION: changeDuration,
        SHARD_LIMIT: '10000',
        LOG_LEVEL: 'WARN',
      },
    });
    const keep = (chunk: Buffer): void => void (this.#log = (this.#log + chunk.toString()).slice(-4000));
    this.#child.stdout?.on('data', keep);
    this.#child.stderr?.on('data', keep);
  }

  async start(): Promise<void> {
    const deadline = performance.now() + startTimeoutMs;
    while (!(await this.#answers())) {
      const timedOut = performance.now() > deadline;
      if (timedOut || hasEnded(this.#child)) {
        throw new Error(`The Kinesis emulator did not start${timedOut ? ' in time' : ''}:\n${this.#log}`);
      }
      await delay(50);
    }
    // The emulator must not keep the process alive that it ends with.
    this.#child.unref();
    for (const stream of [this.#child.stdin, this.#child.stdout, this.#child.stderr]) {
      (stream as Socket | null)?.unref();
    }
  }

  async stop(): Promise<void> {
    if (hasEnded(this.#child)) return;
    this.#child.ref();
    const exited = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await exited;
  }

  async #answers(): Promise<boolean> {
    try {
      await fetch(`${this.endpoint}/healthcheck`);
      return true;
    } catch {
      return false;
    }
  }
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}
