import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const VERSION = '2.15.2';
const START_MS = 30_000;
/** While it is down somebody else may have its port for a moment: then it is tried again. */
const RETRIES = 5;
const RETRY_MS = 500;

/** A NATS server that this process started, with JetStream. It ends with this process, however that ends. */
export interface NatsServer {
  /** `127.0.0.1:port`; stays the same across restarts. */
  readonly address: string;
  /** Ends it with SIGKILL; its streams are kept for `restart`. */
  kill(): Promise<void>;
  restart(): Promise<void>;
  /** Ends it. Its streams are kept if it was given a directory. */
  stop(): Promise<void>;
}

/**
 * Starts a NATS server, and resolves when it takes connections. The server is built from the Go proxy at the first use, which takes
 * some twenty seconds; `onBuild` is told.
 */
export async function startNatsServer(options: {
  readonly port: number;
  /** Where its streams are kept; without one, in a temporary directory. */
  readonly directory?: string;
  readonly onBuild?: () => void;
}): Promise<NatsServer> {
  const program = build(options.onBuild ?? (() => {}));
  const directory = options.directory ?? mkdtempSync(join(tmpdir(), 'statefun-nats-'));
  mkdirSync(directory, { recursive: true });
  const command = [program, '-a', '127.0.0.1', '-p', String(options.port), '-js', '-sd', directory];
  let running = await launch(command);
  return {
    address: `127.0.0.1:${options.port}`,
    kill: () => end(running, 'SIGKILL'),
    async restart() {
      await end(running, 'SIGTERM');
      running = await relaunch(command);
    },
    async stop() {
      await end(running, 'SIGTERM');
      if (options.directory === undefined) rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** The program, in the folder of `STATEFUN_TEST_CACHE` or `~/.cache/statefun-ts`. */
function build(onBuild: () => void): string {
  const cache = process.env['STATEFUN_TEST_CACHE'] ?? join(homedir(), '.cache', 'statefun-ts');
  const program = join(cache, `nats-server-${VERSION}`);
  if (existsSync(program)) return program;
  onBuild();
  mkdirSync(cache, { recursive: true });
  const staging = mkdtempSync(join(cache, 'staging-'));
  try {
    const go = spawnSync('go', ['install', `github.com/nats-io/nats-server/v2@v${VERSION}`], {
      env: { ...process.env, GOBIN: staging, GOFLAGS: '' },
      encoding: 'utf8',
    });
    if (go.status !== 0) {
      throw new Error(
        `The NATS server can't be built; it needs Go 1.23 or later:\n${go.error?.message ?? go.stderr}`,
      );
    }
    renameSync(join(staging, 'nats-server'), program);
    return program;
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
}

interface Running {
  readonly supervisor: ChildProcess;
  readonly pid: number;
}

async function launch(command: readonly string[]): Promise<Running> {
  const nothing = mkdtempSync(join(tmpdir(), 'statefun-nats-supervised-'));
  const supervise = fileURLToPath(import.meta.resolve('@statefun-ts/kafka-broker/supervise'));
  const supervisor = spawn(process.execPath, [supervise, nothing, ...command], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  supervisor.once('exit', () => rmSync(nothing, { recursive: true, force: true }));
  const first = once(createInterface(supervisor.stdout), 'line') as Promise<[string]>;
  await ready(supervisor);
  // A server must not keep the process alive that it ends with.
  supervisor.unref();
  for (const stream of [supervisor.stdin, supervisor.stdout, supervisor.stderr])
    (stream as unknown as { unref(): void }).unref();
  return { supervisor, pid: Number((await first)[0]) };
}

/** At the port that it had: somebody may be there. */
async function relaunch(command: readonly string[], retries = RETRIES): Promise<Running> {
  try {
    return await launch(command);
  } catch (error) {
    if (retries === 0 || !String(error).includes('address already in use')) throw error;
    await setTimeout(RETRY_MS);
    return relaunch(command, retries - 1);
  }
}

async function ready({ stderr }: ChildProcess): Promise<void> {
  const log: string[] = [];
  const timeout = AbortSignal.timeout(START_MS);
  const lines = createInterface(stderr as NodeJS.ReadableStream);
  await new Promise<void>((resolve, reject) => {
    const fail = (): void =>
      reject(new Error(`The NATS server did not start:\n${log.slice(-20).join('\n')}`));
    timeout.addEventListener('abort', fail);
    lines.once('close', fail);
    lines.on('line', (line) => {
      log.push(line);
      if (line.includes('Server is ready')) resolve();
    });
  });
}

async function end({ supervisor, pid }: Running, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
  if (supervisor.exitCode !== null || supervisor.signalCode !== null) return;
  supervisor.ref();
  const exited = once(supervisor, 'exit');
  process.kill(pid, signal);
  await exited;
}
