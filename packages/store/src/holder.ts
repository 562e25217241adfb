import { readFile, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { StoreError } from './store-error.ts';

/**
 * The file that says who has the store open. It is for messages only: LevelDB's own lock decides, which the
 * system releases when a process ends in any way.
 */
const NAME = 'holder';

/** Failing to write it is no reason not to run. */
export async function writeHolder(directory: string): Promise<void> {
  await writeFile(join(directory, NAME), `${process.pid} ${hostname()}\n`).catch(() => undefined);
}

export async function removeHolder(directory: string): Promise<void> {
  await rm(join(directory, NAME), { force: true }).catch(() => undefined);
}

export async function lockedError(directory: string, cause: unknown): Promise<StoreError> {
  const content = await readFile(join(directory, NAME), 'utf8').catch(() => '');
  const [, pid, host] = /^(\d+) (\S+)\n$/.exec(content) ?? [];
  const who =
    pid === undefined
      ? 'another process'
      : Number(pid) === process.pid && host === hostname()
        ? 'this process itself'
        : `process ${pid} on host ${host}`;
  return new StoreError(
    'STATEFUN_STORE_LOCKED',
    `The store in ${directory} is open in ${who}. Stop that first, or use another directory.`,
    { cause },
  );
}
