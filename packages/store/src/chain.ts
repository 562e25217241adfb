import { hash } from 'node:crypto';
import { ROW_MEMORY_BYTES, headerKey } from './rows.ts';
import { DAMAGE_ADVICE, StoreError } from './store-error.ts';

const DIGEST_BYTES = 16;
const HEADER_BYTES = 2 * DIGEST_BYTES + 8;
/** What the header adds to LevelDB's memory, at least: its key, its value and its checksum. */
const HEADER_MEMORY_BYTES = 12 + HEADER_BYTES + 4 + ROW_MEMORY_BYTES;
/** Headers dropped per epoch at most; one is added. */
const TRIM_PER_EPOCH = 4;
/** A header is kept while LevelDB's memory may have been switched fewer than two times since its epoch. */
const GENERATIONS_KEPT = 3;

/** What the header row of an epoch says. */
export interface Header {
  readonly previous: Buffer;
  /** Over the header before it, and the key and checksum of every write of the epoch. */
  readonly digest: Buffer;
  /** This header and all from this epoch on must be there. */
  readonly firstKept: number;
}

export const genesisDigest = (incarnation: string): Buffer => digestOf(Buffer.from(incarnation));

export function encodeHeader(header: Header): Buffer {
  const row = Buffer.alloc(HEADER_BYTES);
  header.previous.copy(row, 0);
  header.digest.copy(row, DIGEST_BYTES);
  row.writeBigUInt64LE(BigInt(header.firstKept), 2 * DIGEST_BYTES);
  return row;
}

export function decodeHeader(row: Buffer): Header {
  return {
    previous: row.subarray(0, DIGEST_BYTES),
    digest: row.subarray(DIGEST_BYTES, 2 * DIGEST_BYTES),
    firstKept: Number(row.readBigUInt64LE(2 * DIGEST_BYTES)),
  };
}

/** The last epoch of a store, with its header. */
export interface LastEpoch extends Header {
  readonly epoch: number;
}

/**
 * Checks that the headers, from the newest one's `firstKept` on, follow each other without a gap. LevelDB
 * drops damaged pieces of its log and goes on; each piece takes headers with it.
 */
export class ChainCheck {
  #last: LastEpoch | undefined;
  /** From here to the last header there is no gap. */
  #unbrokenFrom = 0;
  #lastBreak = 'there is no header at all';

  /** Takes the headers that are there, in the order of their epochs. */
  add(epoch: number, header: Header): void {
    const last = this.#last;
    if (last?.epoch !== epoch - 1 || !header.previous.equals(last.digest)) {
      this.#unbrokenFrom = epoch;
      this.#lastBreak =
        last?.epoch === epoch - 1
          ? `epoch ${epoch} does not follow the one before`
          : `epoch ${epoch - 1} is missing`;
    }
    this.#last = { epoch, ...header };
  }

  /** Throws `STATEFUN_STORE_GAP`. */
  finish(directory: string): LastEpoch {
    const last = this.#last;
    if (last !== undefined && this.#unbrokenFrom <= last.firstKept) return last;
    throw new StoreError(
      'STATEFUN_STORE_GAP',
      `The store in ${directory} has a gap: ${this.#lastBreak}, while its last epoch is ${last?.epoch}. ${DAMAGE_ADVICE}`,
    );
  }
}

/** The next link of the chain, not yet taken. */
export interface Link {
  readonly key: string;
  readonly row: Buffer;
  /** Header rows that are needed no more. */
  readonly trimmed: readonly string[];
  readonly digest: Buffer;
  readonly firstKept: number;
}

/**
 * Makes the headers, and knows which of them must be kept: those of all epochs that LevelDB may hold in its
 * write-ahead log only. It switches to a new log once the bytes in its memory exceed its write buffer, and before
 * it switches again the first log is in a table. So an epoch is safe two switches later; the bytes counted here
 * are fewer than LevelDB counts, so its switches are never behind ours.
 */
export class Chain {
  readonly #writeBufferBytes: number;
  #digest: Buffer;
  #firstKept: number;
  /** The first epochs of the last generations; a generation is as many epochs as surely fill the write buffer. */
  #generationStarts: number[];
  #generationBytes = 0;

  /** Opening has put every epoch up to `epoch` into tables. */
  constructor(last: Omit<LastEpoch, 'previous'>, writeBufferBytes: number) {
    this.#digest = last.digest;
    this.#firstKept = last.firstKept;
    this.#generationStarts = [last.epoch];
    this.#writeBufferBytes = writeBufferBytes;
  }

  /** The link of `epoch`. `marks`: four bytes or more for each write; `bytes`: at most what LevelDB's memory grows by. */
  next(epoch: number, marks: Buffer, bytes: number): Link {
    this.#generationBytes += bytes + HEADER_MEMORY_BYTES;
    const keepFrom = this.#generationStarts[0] ?? epoch;
    const firstKept = Math.min(keepFrom, this.#firstKept + TRIM_PER_EPOCH);
    const trimmed: string[] = [];
    for (let old = this.#firstKept; old < firstKept; old++) trimmed.push(headerKey(old));
    const numbered = Buffer.alloc(8);
    numbered.writeBigUInt64LE(BigInt(epoch));
    const digest = digestOf(Buffer.concat([this.#digest, numbered, marks]));
    const row = encodeHeader({ previous: this.#digest, digest, firstKept });
    return { key: headerKey(epoch), row, trimmed, digest, firstKept };
  }

  /** The link is durable. */
  taken(epoch: number, link: Link): void {
    this.#digest = link.digest;
    this.#firstKept = link.firstKept;
    if (this.#generationBytes <= this.#writeBufferBytes) return;
    this.#generationBytes = 0;
    this.#generationStarts = [...this.#generationStarts, epoch + 1].slice(-GENERATIONS_KEPT);
  }
}

function digestOf(content: Buffer): Buffer {
  return hash('sha256', content, 'buffer').subarray(0, DIGEST_BYTES);
}
