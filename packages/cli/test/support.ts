import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import type { TestContext } from 'node:test';
import type { StateFun } from '@statefun-ts/sdk';

const STATEFUN = resolve(import.meta.dirname, '../bin/statefun.js');

/** A directory that is gone after the test. */
export async function temporaryDirectory(t: TestContext): Promise<string> {
  const directory = await realpath(await mkdtemp(join(tmpdir(), 'statefun-cli-')));
  t.after(() => rm(directory, { recursive: true, force: true, maxRetries: 3 }));
  return directory;
}

/** A module with the playground on ports that the system picks, and one endpoint for `example/*`. */
export const moduleYaml = (
  options: { url?: string; topics?: readonly string[]; port?: number } = {},
): string => `
kind: io.statefun.endpoints.v2/http
spec:
  functions: example/*
  urlPathTemplate: ${options.url ?? 'http://127.0.0.1:9/nobody'}
---
kind: io.statefun.playground.v1/ingress
spec:
  port: ${options.port ?? 0}
---
kind: io.statefun.playground.v1/egress
spec:
  port: 0
  topics: [${(options.topics ?? ['counts']).join(', ')}]
`;

/** A directory with a `module.yaml`. */
export async function application(t: TestContext, yaml: string): Promise<string> {
  const directory = await temporaryDirectory(t);
  await writeFile(join(directory, 'module.yaml'), yaml);
  return directory;
}

export interface Running {
  readonly pid: number;
  /** Log records so far. */
  readonly records: readonly LogRecord[];
  /** All of standard output so far. */
  readonly stdout: () => string;
  /** The next record, from the first on, whose message matches. */
  logged(message: RegExp): Promise<LogRecord>;
  kill(signal: NodeJS.Signals): void;
  /** Its exit code, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals>;
}

export interface LogRecord {
  readonly level: string;
  readonly msg: string;
  readonly [field: string]: unknown;
}

interface Where {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** With a shell in between, as npm has it: signals go to the shell. */
  readonly shell?: boolean;
}

/** The environment, without what would change the command's settings. */
const cleanEnv = (env: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv => ({
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('STATEFUN_'))),
  NO_COLOR: '1',
  ...env,
});

/** Starts `statefun` with JSON logs; it is killed at the end of the test if it still runs. */
export function launch(t: TestContext, args: readonly string[], { cwd, env, shell }: Where): Running {
  const command = [process.execPath, STATEFUN, ...args];
  const [file = '', ...parameters] = shell ? ['sh', '-c', '"$0" "$@"; exit', ...command] : command;
  const child = spawn(file, parameters, { cwd, env: cleanEnv(env) });
  const records: LogRecord[] = [];
  const lines: string[] = [];
  let out = '';
  let onLine = Promise.withResolvers<void>();
  let rest = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    out += chunk;
  });
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    const parts = (rest + chunk).split('\n');
    rest = parts.pop() ?? '';
    lines.push(...parts);
    records.push(
      ...parts.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line) as LogRecord),
    );
    onLine.resolve();
    onLine = Promise.withResolvers<void>();
  });
  const ended = once(child, 'close').then(([code, signal]) => (code ?? signal) as number | NodeJS.Signals);
  t.after(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  const next = { index: 0 };
  return {
    pid: child.pid ?? 0,
    records,
    stdout: () => out,
    ended,
    kill: (signal) => {
      child.kill(signal);
    },
    async logged(message) {
      for (;;) {
        for (; next.index < records.length; next.index++) {
          const record = records[next.index];
          if (record && message.test(record.msg)) {
            next.index += 1;
            return record;
          }
        }
        const gone = await Promise.race([onLine.promise, ended]);
        if (gone !== undefined && next.index === records.length) {
          assert.fail(`it ended (${gone}) before it logged ${message}:\n${lines.join('\n')}`);
        }
      }
    },
  };
}

/** Starts `statefun run` on a free admin port and waits until it is ready. */
export async function start(
  t: TestContext,
  where: Where,
  ...args: string[]
): Promise<Running & { urls: Urls }> {
  const running = launch(t, ['run', '--admin-port', '0', ...args], where);
  const { ingress, egress, admin } = await running.logged(/^ready in \d+ ms$/);
  return { ...running, urls: { ingress: String(ingress), egress: String(egress), admin: String(admin) } };
}

export interface Urls {
  readonly ingress: string;
  readonly egress: string;
  readonly admin: string;
}

export interface Result {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `statefun` to its end, with `input` as its standard input. */
export async function invoke(
  args: readonly string[],
  { cwd, env, input = '' }: Where & { readonly input?: string },
): Promise<Result> {
  const child = spawn(process.execPath, [STATEFUN, ...args], { cwd, env: cleanEnv(env) });
  // It may have ended without reading.
  child.stdin.on('error', () => undefined).end(input);
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ]);
  return { code: code as number | null, stdout, stderr };
}

/** Sends an empty message; resolves to the status. */
export async function put({ ingress }: Urls, path: string): Promise<number> {
  const headers = { 'Content-Type': 'application/vnd.example/Ping' };
  return (await fetch(`${ingress}/${path}`, { method: 'PUT', headers })).status;
}

/** The next record of a topic, as soon as there is one. */
export async function take({ egress }: Urls, topic = 'counts'): Promise<string> {
  for (;;) {
    const reply = await fetch(`${egress}/${topic}`);
    const body = await reply.text();
    if (reply.status === 200) return body;
  }
}

/** Serves functions; resolves to their URL. */
export async function serve(t: TestContext, statefun: StateFun, port = 0): Promise<string> {
  const server = createServer(statefun.handler());
  await new Promise<void>((listening) => {
    server.listen(port, '127.0.0.1', listening);
  });
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/statefun`;
}
