import { readDeadLetters } from '@statefun-ts/engine';
import { StatefunError } from '@statefun-ts/protocol';
import type { DeadLetterJson, ReadDeadLetters } from '@statefun-ts/runtime';
import { allDeadLetters, deadLetterJson } from '@statefun-ts/runtime';
import { readStores } from '@statefun-ts/store';
import { realpath } from 'node:fs/promises';
import { resolve } from 'node:path';
import { EXIT } from '../exit-codes.ts';
import type { ExitCode } from '../exit-codes.ts';
import { printData } from '../output.ts';
import type { Settings } from '../settings/table.ts';

/** Reads one page after an id. */
type ReadPage = (after: string | undefined, limit: number) => Promise<readonly DeadLetterJson[]>;

const PAGE = 1000;

/** `statefun dead-letters list`: from the running process that has the store, or from the store itself. */
export async function listDeadLetters(settings: Settings, options: { json: boolean }): Promise<ExitCode> {
  const admin = `http://${settings.adminHost}:${settings.adminPort}`;
  const dataDir = await realpath(settings.data).catch(() => resolve(settings.data));
  if (await runsHere(admin, dataDir))
    await printPages((after, limit) => fetchPage(admin, after, limit), options);
  else {
    await readStores(dataDir, (stores) => {
      const shards = stores.map(
        (store): ReadDeadLetters =>
          async (after, limit) =>
            (await readDeadLetters(store, after, limit)).map(deadLetterJson),
      );
      return printPages((after, limit) => allDeadLetters(shards, after, limit), options);
    });
  }
  return EXIT.ok;
}

/** Whether the process behind the admin API is the one with this store. Throws when it is another one. */
async function runsHere(admin: string, dataDir: string): Promise<boolean> {
  const reply = await fetch(`${admin}/healthz`).catch(() => undefined);
  if (reply === undefined) return false;
  const identity = (await reply.json().catch(() => ({}))) as { dataDir?: string };
  const theirs = identity.dataDir && (await realpath(identity.dataDir).catch(() => identity.dataDir));
  return theirs === dataDir;
}

async function fetchPage(
  admin: string,
  after: string | undefined,
  limit: number,
): Promise<readonly DeadLetterJson[]> {
  const query = new URLSearchParams({ limit: String(limit), ...(after !== undefined && { after }) });
  const reply = await fetch(`${admin}/dead-letters?${query.toString()}`);
  const body = (await reply.json()) as { deadLetters?: readonly DeadLetterJson[]; error?: string };
  if (body.deadLetters) return body.deadLetters;
  throw new StatefunError(
    'STATEFUN_ADMIN_FAILED',
    `${admin}/dead-letters answered ${reply.status}: ${body.error ?? ''}`,
  );
}

async function printPages(readPage: ReadPage, { json }: { json: boolean }): Promise<void> {
  let after: string | undefined;
  for (;;) {
    const page = await readPage(after, PAGE);
    for (const letter of page) printData(json ? JSON.stringify(letter) : describe(letter));
    after = page.at(-1)?.id;
    if (page.length < PAGE) break;
  }
}

/** Two lines: what and where from, and why. */
function describe({ at, code, component, position, target, message }: DeadLetterJson): string {
  const route = `${component}${position === undefined ? '' : ` ${position}`}${target === undefined ? '' : ` → ${target}`}`;
  return `${at}  ${code}  ${route}\n  ${message}`;
}
