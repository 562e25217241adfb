import type { ErrorCode } from '@statefun-ts/protocol';
import { StatefunError } from '@statefun-ts/protocol';

/** Everything that the store throws: one of the `STATEFUN_STORE_...` codes, and what to do. */
export class StoreError extends StatefunError {
  override readonly name = 'StoreError';
}

/** The advice for damage of any kind. */
export const DAMAGE_ADVICE =
  'Keep a copy of the directory, look for a failing disk, and restore the store from a snapshot.';

const NO_ROOM = /No space left on device|Disk quota exceeded|ENOSPC|EDQUOT|not enough space on the disk/i;

/**
 * What LevelDB or the file system reported, as a `StoreError`. `doing` completes "the store in <directory>
 * could not ...".
 */
export function asStoreError(error: unknown, doing: string, directory: string): StoreError {
  if (error instanceof StoreError) return error;
  const reports = chainOf(error);
  const text = reports.at(-1)?.message ?? String(error);
  const what = `The store in ${directory} could not ${doing}: ${text}.`;
  const has = (code: string): boolean => reports.some((report) => report.code === code);
  const fail = (code: ErrorCode, advice: string): StoreError =>
    new StoreError(code, `${what} ${advice}`, { cause: error });
  if (NO_ROOM.test(text)) {
    return fail(
      'STATEFUN_STORE_FULL',
      'Make room on its disk, then open it again; nothing committed is lost.',
    );
  }
  if (has('LEVEL_CORRUPTION') || /does not exist \(create_if_missing|CURRENT file/.test(text)) {
    return fail('STATEFUN_STORE_DAMAGED', DAMAGE_ADVICE);
  }
  if (has('LEVEL_DATABASE_NOT_OPEN') || has('LEVEL_ITERATOR_NOT_OPEN')) {
    return fail('STATEFUN_STORE_CLOSED', 'Open it again.');
  }
  return fail('STATEFUN_STORE_IO', 'Check its disk and the rights of this user, then open it again.');
}

/** An error and its causes, outermost first. */
export function chainOf(error: unknown): (Error & { code?: unknown })[] {
  const chain: Error[] = [];
  for (let link = error; link instanceof Error; link = link.cause) chain.push(link);
  return chain;
}
