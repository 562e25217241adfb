import { StatefunError } from '@statefun-ts/protocol';
import { randomUUID } from 'node:crypto';
import type { Stats } from 'node:fs';
import { chown, open, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';

/**
 * Writes a file such that it is the old one or the new one at any time, with the rights of the old one. A link
 * stays a link. Throws `STATEFUN_MODULE_UNWRITABLE`.
 */
export async function replaceFile(path: string, text: string): Promise<void> {
  try {
    const target = await realpath(path).catch(() => path);
    const before = await stat(target).catch(() => undefined);
    // A pipe or a terminal has no name that another file could take.
    await (before === undefined || before.isFile() ? replace(target, text, before) : writeFile(target, text));
  } catch (error) {
    const message = `${path} can't be written: ${(error as Error).message}`;
    throw new StatefunError('STATEFUN_MODULE_UNWRITABLE', message, { cause: error });
  }
}

async function replace(target: string, text: string, before: Stats | undefined): Promise<void> {
  const temporary = `${target}.${randomUUID()}.tmp`;
  try {
    const file = await open(temporary, 'wx', 0o666);
    try {
      await file.writeFile(text);
      if (before !== undefined) await file.chmod(before.mode);
      await file.sync();
    } finally {
      await file.close();
    }
    // Only root may give a file away: for others it is theirs already.
    if (before !== undefined) await chown(temporary, before.uid, before.gid).catch(() => undefined);
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
