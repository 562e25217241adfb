import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePorts } from '@statefun-ts/testing-support';

/** What to put in place of what in an example's files. */
export type Replacements = Readonly<Record<string, string>>;

const NOT_COPIED = new Set(['.statefun', 'node_modules', 'test']);

/** The example as it is, but on other ports, since its own may be in use. Removed after the test. */
export async function copyExample(
  t: TestContext,
  directory: string,
  replacements: Replacements = {},
): Promise<string> {
  const place = join(directory, '.statefun');
  await mkdir(place, { recursive: true });
  const copy = await mkdtemp(join(place, 'test-'));
  t.after(() => rm(copy, { recursive: true, force: true }));
  const [functions, ingress, egress] = await freePorts(3);
  const moved = { 8000: String(functions), 8090: String(ingress), 8091: String(egress), ...replacements };
  for (const entry of await readdir(directory)) {
    if (NOT_COPIED.has(entry)) continue;
    const [from, to] = [join(directory, entry), join(copy, entry)];
    if (/\.(ts|yaml)$/.test(entry)) await writeFile(to, replaceAll(await readFile(from, 'utf8'), moved));
    else await cp(from, to, { recursive: true });
  }
  return copy;
}

/** In one pass: what was put in is not looked at again. */
export function replaceAll(text: string, replacements: Replacements): string {
  const literals = Object.keys(replacements).map((from) => from.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return text.replaceAll(new RegExp(literals.join('|'), 'g'), (from) => replacements[from] ?? from);
}

/** An example that runs, as a user sees it. */
export interface RunningExample {
  /** Does what the printed `curl -X PUT` line does, by its number. */
  readonly send: (line?: number) => Promise<void>;
  /** Does what the printed `curl` line without a method does, until there is a record. */
  readonly take: () => Promise<string>;
  /** Where the messages go in, for others than those of the printed lines. */
  readonly put: (path: string, type: string, value: unknown) => Promise<void>;
  /** Ends it, and waits for its end: the exit code, or the signal. */
  readonly stop: (signal: NodeJS.Signals) => Promise<number | NodeJS.Signals | null>;
}

/** Starts it as `npm start -- FLAGS` does, and waits for the lines that it prints for the user. */
export async function startExample(
  t: TestContext,
  directory: string,
  flags: readonly string[] = [],
): Promise<RunningExample> {
  const args = ['start.ts', '--admin-port', '0', ...flags];
  const { output, stop } = await startProcess(t, args, { cwd: directory, ready: EGRESS_LINE });
  return { ...linesOf(output), stop };
}

/** Starts Node with arguments, and waits until what it prints to standard error matches. Killed after the test. */
export async function startProcess(
  t: TestContext,
  args: readonly string[],
  { cwd, ready }: { readonly cwd: string; readonly ready: RegExp },
): Promise<Pick<RunningExample, 'stop'> & { readonly output: string }> {
  const child = spawn(process.execPath, args, { cwd });
  const ended = once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>;
  t.after(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  let output = '';
  const shown = Promise.withResolvers<void>();
  child.stdout.resume();
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    output += chunk;
    if (ready.test(output)) shown.resolve();
  });
  await Promise.race([
    shown.promise,
    ended.then(([code]) => assert.fail(`it ended (${String(code)}) before it was ready:\n${output}`)),
  ]);
  return {
    output,
    async stop(signal) {
      child.kill(signal);
      const [code, by] = await ended;
      return code ?? by;
    },
  };
}

const EGRESS_LINE = /curl (http\S+)\n/;
const INGRESS_LINE = /curl -X PUT -H "Content-Type: (\S+)" -d '(.+)' (http\S+)\n/g;

function linesOf(output: string): Pick<RunningExample, 'send' | 'take' | 'put'> {
  const lines = [...output.matchAll(INGRESS_LINE)];
  const egress = EGRESS_LINE.exec(output)?.[1] ?? assert.fail(output);
  const first = lines[0]?.[3] ?? assert.fail(output);
  return {
    async send(line = 0) {
      const [, contentType = '', body = '', url = ''] =
        lines[line] ?? assert.fail(`no line ${line}:\n${output}`);
      await putTo(url, contentType, body);
    },
    put: (path, type, value) =>
      putTo(new URL(path, first).href, `application/vnd.${type}`, JSON.stringify(value)),
    async take() {
      for (;;) {
        const reply = await fetch(egress);
        const text = await reply.text();
        if (reply.status === 200) return text;
        await sleep(10);
      }
    },
  };
}

async function putTo(url: string, contentType: string, body: string): Promise<void> {
  const reply = await fetch(url, { method: 'PUT', headers: { 'Content-Type': contentType }, body });
  assert.equal(reply.status, 200, await reply.text());
}
