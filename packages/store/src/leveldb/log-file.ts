import { crc32c, masked } from './crc32c.ts';

const BLOCK_BYTES = 32_768;
const HEADER_BYTES = 7;
const FULL = 1;
const FIRST = 2;
const LAST = 4;

interface Fragment {
  readonly type: number;
  readonly content: Buffer;
  readonly end: number;
}

/** What a file in LevelDB's log format (`*.log`, `MANIFEST-*`) holds. */
export interface LogFile {
  /** The whole records from the start up to the first that is not whole. */
  readonly records: readonly Buffer[];
  /**
   * The offset of a broken record with whole ones behind it: the file was damaged after it was written.
   * A broken record with nothing behind it is a write that a crash cut short, which is no damage.
   */
  readonly damageOffset: number | undefined;
}

/**
 * Reads a log strictly. LevelDB itself drops what is broken without a word, together with the rest of the
 * block, and goes on.
 */
export function readLogFile(file: Buffer): LogFile {
  const records: Buffer[] = [];
  let parts: Buffer[] | undefined;
  let offset = afterTrailer(0);
  while (offset < file.length) {
    const fragment = fragmentAt(file, offset);
    const starts = fragment?.type === FULL || fragment?.type === FIRST;
    if (fragment === undefined || starts === (parts !== undefined)) {
      return { records, damageOffset: recordStartsAfter(file, offset) ? offset : undefined };
    }
    parts ??= [];
    parts.push(fragment.content);
    if (fragment.type === FULL || fragment.type === LAST) {
      records.push(parts.length === 1 ? fragment.content : Buffer.concat(parts));
      parts = undefined;
    }
    offset = afterTrailer(fragment.end);
  }
  return { records, damageOffset: undefined };
}

/** A block's last bytes, too few for a header, are left empty. */
function afterTrailer(offset: number): number {
  const left = BLOCK_BYTES - (offset % BLOCK_BYTES);
  return left < HEADER_BYTES ? offset + left : offset;
}

/** The whole fragment at an offset: its header, length and checksum agree. */
function fragmentAt(file: Buffer, offset: number): Fragment | undefined {
  if (offset + HEADER_BYTES > file.length) return undefined;
  const type = file.readUInt8(offset + 6);
  const end = offset + HEADER_BYTES + file.readUInt16LE(offset + 4);
  const blockEnd = offset - (offset % BLOCK_BYTES) + BLOCK_BYTES;
  if (type < FULL || type > LAST || end > Math.min(blockEnd, file.length)) return undefined;
  if (masked(crc32c(file, offset + 6, end)) !== file.readUInt32LE(offset)) return undefined;
  return { type, content: file.subarray(offset + HEADER_BYTES, end), end };
}

/**
 * Whether another record begins anywhere behind a broken one, whose length can't be trusted, and which may have
 * lost a piece. Middle and last fragments don't count: a crash may leave those of the one write under way.
 */
function recordStartsAfter(file: Buffer, broken: number): boolean {
  for (let offset = broken + 1; offset + HEADER_BYTES <= file.length; offset++) {
    const type = file[offset + 6];
    if ((type === FULL || type === FIRST) && fragmentAt(file, offset) !== undefined) return true;
  }
  return false;
}
