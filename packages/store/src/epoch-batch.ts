import { crc32 } from 'node:zlib';
import type { Link } from './chain.ts';
import type { Database } from './database.ts';
import { rowCrc, seal } from './rows.ts';

const MARK_BYTES = 4;

/** What an epoch writes, as one batch of LevelDB. */
export class EpochBatch {
  readonly #batch: ReturnType<Database['batch']>;
  readonly #marks: Buffer;
  #marked = 0;
  /** Of keys and values so far. */
  bytes = 0;

  constructor(database: Database, rowsMax: number) {
    this.#batch = database.batch();
    this.#marks = Buffer.allocUnsafe(MARK_BYTES * rowsMax);
  }

  /** Four bytes for each row so far, in order: its checksum, or for a deletion the complement of its key's. */
  get marks(): Buffer {
    return this.#marks.subarray(0, this.#marked);
  }

  /** Puts a row, or deletes it (`null`). */
  write(key: string, value: Uint8Array | null): void {
    this.bytes += key.length + (value?.length ?? 0);
    if (value === null) {
      this.#marked = this.#marks.writeInt32LE(~crc32(key), this.#marked);
      this.#batch.del(key);
    } else {
      const crc = rowCrc(key, value);
      this.#marked = this.#marks.writeUInt32LE(crc, this.#marked);
      this.#batch.put(key, seal(value, crc));
    }
  }

  /** Resolves when all is durable, with the epoch's link. */
  async commit(link: Link): Promise<void> {
    this.#batch.put(link.key, seal(link.row, rowCrc(link.key, link.row)));
    for (const key of link.trimmed) this.#batch.del(key);
    await this.#batch.write({ sync: true });
  }
}
