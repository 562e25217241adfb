import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Malformed } from './leveldb/bytes.ts';
import { readLogFile } from './leveldb/log-file.ts';
import type { Manifest } from './leveldb/manifest.ts';
import { readManifest } from './leveldb/manifest.ts';
import { checkTable } from './leveldb/table.ts';
import { DAMAGE_ADVICE, StoreError, asStoreError } from './store-error.ts';

/** How much of the store was looked at when it was opened. */
export interface Verification {
  readonly checkedBytes: number;
  /** Tables beyond the limit, the oldest ones. */
  readonly uncheckedBytes: number;
}

/**
 * Checks the files of a database that nobody has open, and changes none: the manifest, the write-ahead logs, and
 * the tables, newest first, up to `tableBytesMax`. Rejects with `STATEFUN_STORE_DAMAGED`, naming the file.
 *
 * It must come before LevelDB opens them: that drops damaged pieces of its log and then deletes the log.
 */
export async function verifyFiles(directory: string, tableBytesMax: number): Promise<Verification> {
  const manifest = await verifyManifest(directory);
  let checkedBytes = await verifyLogs(directory, manifest);
  let uncheckedBytes = 0;
  const newestFirst = [...manifest.tables].toSorted(([a], [b]) => b - a);
  for (const [number, bytes] of newestFirst) {
    if (checkedBytes + bytes > tableBytesMax) {
      uncheckedBytes += bytes;
      continue;
    }
    await verifyFile(directory, await tableName(directory, number, bytes), checkTable);
    checkedBytes += bytes;
  }
  return { checkedBytes, uncheckedBytes };
}

async function verifyManifest(directory: string): Promise<Manifest> {
  const name = await verifyFile(directory, 'CURRENT', (file) => {
    const content = file.toString('latin1');
    if (!/^MANIFEST-\d+\n$/.test(content)) throw new Malformed('it does not name a manifest');
    return content.trimEnd();
  });
  return verifyFile(directory, name, (file) => readManifest(wholeRecords(file)));
}

/** Returns how many bytes were read. */
async function verifyLogs(directory: string, manifest: Manifest): Promise<number> {
  let readBytes = 0;
  for (const name of await readdir(directory)) {
    const number = Number(/^(\d+)\.log$/.exec(name)?.[1] ?? -1);
    if (number < manifest.logNumber && number !== manifest.previousLogNumber) continue;
    readBytes += await verifyFile(directory, name, (file) => {
      wholeRecords(file);
      return file.length;
    });
  }
  return readBytes;
}

function wholeRecords(file: Buffer): readonly Buffer[] {
  const { records, damageOffset } = readLogFile(file);
  if (damageOffset !== undefined)
    throw new Malformed(`the record at byte ${damageOffset} is not what was written`);
  return records;
}

/** The name of a table file, whose size must be the one in the manifest. */
async function tableName(directory: string, number: number, bytes: number): Promise<string> {
  const name = `${String(number).padStart(6, '0')}.ldb`;
  const found = await stat(join(directory, name)).catch((error: unknown) => damaged(directory, name, error));
  if (found.size !== bytes)
    damaged(directory, name, new Malformed(`it has ${found.size} bytes, not ${bytes}`));
  return name;
}

async function verifyFile<T>(directory: string, name: string, check: (file: Buffer) => T): Promise<T> {
  try {
    return check(await readFile(join(directory, name)));
  } catch (error) {
    return damaged(directory, name, error);
  }
}

function damaged(directory: string, name: string, error: unknown): never {
  const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
  if (!missing && !(error instanceof Malformed))
    throw asStoreError(error, `read its file ${name}`, directory);
  const what = missing ? 'is missing' : `is damaged: ${error.message}`;
  throw new StoreError(
    'STATEFUN_STORE_DAMAGED',
    `The file ${join(directory, name)} ${what}. ${DAMAGE_ADVICE}`,
    { cause: error },
  );
}
