/** Of each record: bytes of its key, bytes of its value (`ABSENT` for none), room for its value. */
const HEADER_BYTES = 12;
const ABSENT = -1;
/** Small values often grow a little. */
const ROOM_BYTES_MIN = 16;
/** A larger record would push out too many others. */
const RECORD_BYTES_MAX = 64 * 1024;
/** A key of UTF-16 units takes at most so many bytes each. */
const UTF8_BYTES_MAX = 3;
/** A bucket of the table has so many places, and a key two buckets: of a table half full, one key in a hundred thousand has no place. */
const WAYS = 8;
/** A small row takes 60 to 80. */
const BYTES_PER_PLACE = 48;
/** Odd, and without a pattern (2^32 by the golden ratio): spreads the keys of one bucket over all others. */
const SPREAD = 0x9e3779b1;
const CAPACITY_BYTES_MIN = 4 * RECORD_BYTES_MAX;

/**
 * What the database has under the keys that were read last, in memory that V8's garbage collector need not look at: a
 * ring of records, where the oldest make room, and a hash table of where they begin.
 *
 * Only what was read is kept, and then kept up to date: most of what is written is never read.
 */
export class RowCache {
  readonly #capacityBytes: number;
  readonly #bytes: Buffer;
  readonly #words: Int32Array;
  /** Where records go next. It only grows; the place in the ring is what is left of it. */
  #end: number;
  readonly #buckets: number;
  /** In each place of the table, the hash of a record and where it begins. */
  readonly #hashes: Uint32Array;
  readonly #starts: Float64Array;
  readonly #scratch = Buffer.allocUnsafeSlow(RECORD_BYTES_MAX);

  /** Takes up to `bytesMax`, 256 KiB at least, and a quarter as much for the table; the system gives them as they are used. */
  constructor(bytesMax: number) {
    this.#capacityBytes = Math.max(CAPACITY_BYTES_MIN, bytesMax - (bytesMax % 4));
    // All zeros, since those pages take no memory until they are written.
    const ring = new ArrayBuffer(this.#capacityBytes);
    this.#bytes = Buffer.from(ring);
    this.#words = new Int32Array(ring);
    // A place that was never used says 0, which is out of the ring.
    this.#end = 2 * this.#capacityBytes;
    this.#buckets = Math.ceil(this.#capacityBytes / BYTES_PER_PLACE / WAYS);
    this.#hashes = new Uint32Array(this.#buckets * WAYS);
    this.#starts = new Float64Array(this.#buckets * WAYS);
  }

  /**
   * A copy of the value, which may keep a slab of Node's pool in memory; `null` when the database has none, and undefined when it
   * must be asked. `hash`, here and below: 32 bits, without a sign, that follow from the key; whoever writes to the database has a
   * checksum of the key already.
   */
  get(key: string, hash: number): Buffer | null | undefined {
    const place = this.#find(key, hash);
    if (place === undefined) return undefined;
    const at = this.#offset(place);
    const valueBytes = this.#word(at + 4);
    if (valueBytes === ABSENT) return null;
    const from = at + HEADER_BYTES + this.#word(at);
    // Of Node's pool: a small array of its own lies in V8's heap, and the first view of it would move it out, at ten times the cost.
    const value = Buffer.allocUnsafe(valueBytes);
    value.set(this.#bytes.subarray(from, from + valueBytes));
    return value;
  }

  /** The database was asked, and has this (`null`: nothing). */
  add(key: string, hash: number, value: Uint8Array | null): void {
    const keyBytes = this.#encode(key);
    if (keyBytes === undefined) return;
    const roomBytes = align(Math.max(ROOM_BYTES_MIN, value?.length ?? 0));
    const recordBytes = HEADER_BYTES + align(keyBytes) + roomBytes;
    if (recordBytes > RECORD_BYTES_MAX) return;
    const place = this.#placeFor(hash);
    const at = this.#reserve(recordBytes);
    this.#hashes[place] = hash;
    this.#starts[place] = this.#end - recordBytes;
    this.#setWord(at, keyBytes);
    this.#setWord(at + 8, roomBytes);
    this.#bytes.set(this.#scratch.subarray(0, keyBytes), at + HEADER_BYTES);
    this.#write(at, value);
  }

  /** The database has this now (`null`: nothing). */
  update(key: string, hash: number, value: Uint8Array | null): void {
    const place = this.#find(key, hash);
    if (place === undefined) return;
    const at = this.#offset(place);
    if ((value?.length ?? 0) <= this.#word(at + 8)) {
      this.#write(at, value);
    } else {
      this.#starts[place] = 0;
      this.add(key, hash, value);
    }
  }

  /** The place of the table that says where the key's record is. */
  #find(key: string, hash: number): number | undefined {
    return this.#findIn(this.#bucket(hash), key, hash) ?? this.#findIn(this.#otherBucket(hash), key, hash);
  }

  #findIn(bucket: number, key: string, hash: number): number | undefined {
    for (let place = bucket; place < bucket + WAYS; place++) {
      if (this.#hashes[place] === hash && this.#isLive(place) && this.#isOf(place, key)) return place;
    }
    return undefined;
  }

  /** The first place of a bucket. */
  #bucket(hash: number): number {
    return (hash % this.#buckets) * WAYS;
  }

  #otherBucket(hash: number): number {
    return this.#bucket(Math.imul(hash, SPREAD) >>> 0);
  }

  #isLive(place: number): boolean {
    return (this.#starts[place] as number) >= this.#end - this.#capacityBytes;
  }

  #isOf(place: number, key: string): boolean {
    const at = this.#offset(place);
    const keyBytes = this.#word(at);
    const from = at + HEADER_BYTES;
    for (let i = 0; i < key.length; i++) {
      const unit = key.charCodeAt(i);
      if (unit >= 0x80) return this.#encode(key) === keyBytes && this.#scratchIs(from, keyBytes);
      if (unit !== this.#bytes[from + i]) return false;
    }
    return key.length === keyBytes;
  }

  #scratchIs(from: number, keyBytes: number): boolean {
    return this.#bytes.compare(this.#scratch, 0, keyBytes, from, from + keyBytes) === 0;
  }

  /** A place for a key that has none: a free one, or that of the oldest record of its buckets. */
  #placeFor(hash: number): number {
    const place = this.#oldestIn(this.#bucket(hash));
    if (!this.#isLive(place)) return place;
    const other = this.#oldestIn(this.#otherBucket(hash));
    return (this.#starts[other] as number) < (this.#starts[place] as number) ? other : place;
  }

  #oldestIn(bucket: number): number {
    let oldest = bucket;
    for (let place = bucket + 1; place < bucket + WAYS; place++) {
      if ((this.#starts[place] as number) < (this.#starts[oldest] as number)) oldest = place;
    }
    return oldest;
  }

  /** Room at the end of the ring, never in two parts: where it begins. */
  #reserve(recordBytes: number): number {
    const offset = this.#end % this.#capacityBytes;
    const skippedBytes = offset + recordBytes > this.#capacityBytes ? this.#capacityBytes - offset : 0;
    this.#end += skippedBytes + recordBytes;
    return skippedBytes > 0 ? 0 : offset;
  }

  /** The key in UTF-8, in `#scratch`: how many bytes. Undefined for one that is too long. */
  #encode(key: string): number | undefined {
    if (key.length * UTF8_BYTES_MAX > RECORD_BYTES_MAX) return undefined;
    return this.#scratch.write(key);
  }

  #write(at: number, value: Uint8Array | null): void {
    this.#setWord(at + 4, value?.length ?? ABSENT);
    if (value !== null) this.#bytes.set(value, at + HEADER_BYTES + this.#word(at));
  }

  #offset(place: number): number {
    return (this.#starts[place] as number) % this.#capacityBytes;
  }

  #word(at: number): number {
    return this.#words[at / 4] as number;
  }

  #setWord(at: number, value: number): void {
    this.#words[at / 4] = value;
  }
}

const align = (bytes: number): number => Math.ceil(bytes / 4) * 4;
