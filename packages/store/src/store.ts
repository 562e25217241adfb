import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { EpochLog, EpochWrites, Row } from '@statefun-ts/engine';
import type { Chain } from './chain.ts';
import type { Database } from './database.ts';
import { STEP_BYTES, flush } from './database.ts';
import { EpochBatch } from './epoch-batch.ts';
import { removeHolder } from './holder.ts';
import type { Meta } from './meta.ts';
import { encodeMeta } from './meta.ts';
import { META_KEY, ROW_MEMORY_BYTES, keyOfUser, unseal, userKey } from './rows.ts';
import type { Settings } from './settings.ts';
import { StoreError, asStoreError } from './store-error.ts';
import type { Verification } from './verify.ts';

/** The most rows that one step of a scan brings into memory. */
const SCAN_STEP_ROWS = 1000;

/** What may be read of a store. */
export interface StoreReader extends Pick<EpochLog, 'epoch' | 'incarnation' | 'get' | 'scan'> {
  readonly partitions: number;
  readonly lanes: number;
}

/** An open store. Made by `openStore`. */
export class Store implements EpochLog, StoreReader {
  readonly verification: Verification;
  readonly #database: Database;
  readonly #chain: Chain;
  readonly #settings: Settings;
  #meta: Meta;
  #epoch: number;
  #commit: Promise<void> | undefined;
  /** Set by the first commit that fails: LevelDB's log can't be trusted to be appended to after that. */
  #failed = false;
  #closed: Promise<void> | undefined;

  constructor(parts: {
    database: Database;
    chain: Chain;
    meta: Meta;
    epoch: number;
    settings: Settings;
    verification: Verification;
  }) {
    this.#database = parts.database;
    this.#chain = parts.chain;
    this.#meta = parts.meta;
    this.#epoch = parts.epoch;
    this.#settings = parts.settings;
    this.verification = parts.verification;
  }

  get epoch(): number {
    return this.#epoch;
  }

  get incarnation(): string {
    return this.#meta.incarnation;
  }

  get partitions(): number {
    return this.#meta.partitions;
  }

  get lanes(): number {
    return this.#meta.lanes;
  }

  /** Throws `STATEFUN_STORE_DAMAGED` or `_CLOSED`. */
  get(key: string): Buffer | undefined {
    this.#requireOpen();
    try {
      const stored = this.#database.getSync(userKey(key));
      return stored && unseal(userKey(key), stored, this.#settings.directory);
    } catch (error) {
      throw asStoreError(error, `read the key ${JSON.stringify(key)}`, this.#settings.directory);
    }
  }

  /** Rejects with `STATEFUN_STORE_DAMAGED` or `_CLOSED`. */
  async scan(from: string, to: string, limit: number): Promise<Row[]> {
    this.#requireOpen();
    const rows: Row[] = [];
    try {
      await using iterator = this.#database.iterator({
        gte: userKey(from),
        lt: userKey(to),
        limit,
        highWaterMarkBytes: STEP_BYTES,
      });
      for (;;) {
        const step = await iterator.nextv(SCAN_STEP_ROWS);
        if (step.length === 0) return rows;
        for (const [key, stored] of step) {
          rows.push({ key: keyOfUser(key), value: unseal(key, stored, this.#settings.directory) });
        }
      }
    } catch (error) {
      throw asStoreError(error, `be read from key ${JSON.stringify(from)}`, this.#settings.directory);
    }
  }

  /**
   * Rejects with `STATEFUN_STORE_FULL`, `_IO`, `_LIMIT` or `_CLOSED`. After any rejection the store takes no more
   * commits until it is closed and opened again; what it holds can still be read.
   */
  async commit(epoch: number, writes: EpochWrites): Promise<void> {
    await this.#write(epoch, writes, this.#meta);
  }

  /** Makes the store another one than what it was copied from, in an epoch of its own. For restored snapshots. */
  async renewIncarnation(): Promise<void> {
    await this.#write(this.#epoch + 1, new Map(), { ...this.#meta, incarnation: randomUUID() });
  }

  /** Waits for the commit that is under way, puts all into tables, so that the next start is quick, and lets go. */
  async close(): Promise<void> {
    this.#closed ??= this.#close(this.#commit);
    await this.#closed;
  }

  async #close(commit: Promise<void> | undefined): Promise<void> {
    await commit?.catch(() => undefined);
    try {
      if (!this.#failed) await flush(this.#database);
    } finally {
      await this.#database.close();
      await removeHolder(this.#settings.directory);
    }
  }

  async #write(epoch: number, writes: EpochWrites, meta: Meta): Promise<void> {
    assert.equal(this.#commit, undefined, 'a commit is called while another one runs');
    assert.equal(epoch, this.#epoch + 1, 'an epoch is not the last one plus 1');
    this.#requireOpen();
    if (this.#failed) throw this.#closedError('had a commit fail');
    this.#commit = this.#writeBatch(epoch, writes, meta);
    try {
      await this.#commit;
      this.#epoch = epoch;
      this.#meta = meta;
    } catch (error) {
      this.#failed = true;
      throw asStoreError(error, `commit epoch ${epoch}`, this.#settings.directory);
    } finally {
      this.#commit = undefined;
    }
  }

  async #writeBatch(epoch: number, writes: EpochWrites, meta: Meta): Promise<void> {
    const batch = new EpochBatch(this.#database, writes.size + 1);
    for (const [key, value] of writes) {
      this.#requireWithinLimits(key, value, batch.bytes);
      batch.write(userKey(key), value);
    }
    if (meta !== this.#meta) batch.write(META_KEY, encodeMeta(meta));
    const link = this.#chain.next(epoch, batch.marks, batch.bytes + writes.size * ROW_MEMORY_BYTES);
    await batch.commit(link);
    this.#chain.taken(epoch, link);
  }

  #requireWithinLimits(key: string, value: Uint8Array | null, bytesBefore: number): void {
    const { keyBytesMax, valueBytesMax, epochBytesMax } = this.#settings;
    const fail = (what: string): never => {
      const shown = JSON.stringify(key.slice(0, 120));
      throw new StoreError(
        'STATEFUN_STORE_LIMIT',
        `The store in ${this.#settings.directory} can't write the key ${shown}: ${what}.`,
      );
    };
    if (!key.isWellFormed()) fail('it has half of a surrogate pair, which UTF-8 can not express');
    // UTF-8 takes three bytes for a UTF-16 unit at most.
    if (key.length * 3 > keyBytesMax && Buffer.byteLength(key) > keyBytesMax) {
      fail(`it is longer than ${keyBytesMax} bytes`);
    }
    if (value !== null && value.length > valueBytesMax) {
      fail(`its value has ${value.length} bytes, and the limit is ${valueBytesMax}`);
    }
    if (bytesBefore + key.length + (value?.length ?? 0) > epochBytesMax)
      fail(`its epoch exceeds ${epochBytesMax} bytes`);
  }

  #requireOpen(): void {
    if (this.#closed !== undefined) throw this.#closedError('is closed');
  }

  #closedError(state: string): StoreError {
    return new StoreError(
      'STATEFUN_STORE_CLOSED',
      `The store in ${this.#settings.directory} ${state}. Open it again.`,
    );
  }
}
