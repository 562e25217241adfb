/** Of each record: bytes of its key, bytes of its value (`ABSENT` for none), room for its value. */
const HEADER_BYTES = 12;
const ABSENT = -1;
/** Small values often grow a little. */
const ROOM_BYTES_MIN = 16;
/** A larger record would push out too many others; of a small ring, a quarter does. */
const RECORD_BYTES_MAX = 64 * 1024;
const RECORDS_MIN = 4;
/** A key of UTF-16 units takes at most so many bytes each. */
const UTF8_BYTES_MAX = 3;
/** A bucket of the table has so many places, and a key two buckets: of a table half full, one key in a hundred thousand has no place. */
const WAYS = 8;
/** Of a place: a hash, and where its record begins. So a bucket is about what a processor fetches at once. */
const PLACE_WORDS = 2;
const BUCKET_WORDS = WAYS * PLACE_WORDS;
/** A small row takes 60 to 80. */
const BYTES_PER_PLACE = 48;
/** Odd, and without a pattern (2^32 by the golden ratio): spreads the keys of one bucket over all others. */
const SPREAD = 0x9e3779b1;
const CAPACITY_BYTES_MIN = 1024;
const WORD_BYTES = 4;
/** What a place of the table can count to. */
const WORDS_MAX = 2 ** 32;

/**
 * The rows that were read last, in memory that V8's garbage collector need not look at: a ring of records, where the
 * oldest make room, and a hash table of where they begin.
 *
 * Only what was read is kept, and then kept up to date: most of what is written is never read.
 */
export class RowCache {
  readonly #capacityWords: number;
  readonly #recordBytesMax: number;
  readonly #bytes: Buffer;
  readonly #words: Int32Array;
  /** The word at which the next record begins. It grows; the place in the ring is what is left of it. */
  #end: number;
  readonly #endMax: number;
  readonly #buckets: number;
  /** Places: of each, the hash of a record and the word at which it begins. */
  readonly #table: Uint32Array;
  readonly #scratch: Buffer;

  /**
   * Takes up to `bytesMax`, 1 KiB at least, and a sixth as much for the table; the system gives them as they are used. After
   * `wordsMax` words of records it begins anew.
   */
  constructor(bytesMax: number, wordsMax = WORDS_MAX) {
    this.#capacityWords = Math.floor(Math.max(CAPACITY_BYTES_MIN, bytesMax) / WORD_BYTES);
    const capacityBytes = this.#capacityWords * WORD_BYTES;
    this.#recordBytesMax = Math.min(RECORD_BYTES_MAX, capacityBytes / RECORDS_MIN);
    // All zeros, since those pages take no memory until they are written.
    const ring = new ArrayBuffer(capacityBytes);
    this.#bytes = Buffer.from(ring);
    this.#words = new Int32Array(ring);
    // A place that was never used says 0, which is out of the ring.
    this.#end = 2 * this.#capacityWords;
    this.#endMax = wordsMax;
    this.#buckets = Math.ceil(capacityBytes / BYTES_PER_PLACE / WAYS);
    this.#table = new Uint32Array(this.#buckets * BUCKET_WORDS);
    this.#scratch = Buffer.allocUnsafeSlow(this.#recordBytesMax);
  }

  /**
   * A copy of the value, which may keep a slab of Node's pool in memory; `null` when there is none, and undefined when the
   * cache does not know. `hash`, here and below: 32 bits, without a sign, that follow from the key.
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

  /** The row was read, and has this (`null`: nothing). */
  add(key: string, hash: number, value: Uint8Array | null): void {
    const keyBytes = this.#encode(key);
    if (keyBytes === undefined) return;
    const roomBytes = align(Math.max(ROOM_BYTES_MIN, value?.length ?? 0));
    const recordBytes = HEADER_BYTES + align(keyBytes) + roomBytes;
    if (recordBytes > this.#recordBytesMax) return;
    const start = this.#reserve(recordBytes / WORD_BYTES);
    const place = this.#placeFor(hash);
    this.#table[place] = hash;
    this.#table[place + 1] = start;
    const at = this.#offset(place);
    this.#setWord(at, keyBytes);
    this.#setWord(at + 8, roomBytes);
    this.#bytes.set(this.#scratch.subarray(0, keyBytes), at + HEADER_BYTES);
    this.#write(at, value);
  }

  /** The row was written, and has this now (`null`: nothing). */
  update(key: string, hash: number, value: Uint8Array | null): void {
    const place = this.#find(key, hash);
    if (place === undefined) return;
    const at = this.#offset(place);
    if ((value?.length ?? 0) <= this.#word(at + 8)) {
      this.#write(at, value);
    } else {
      this.#table[place + 1] = 0;
      this.add(key, hash, value);
    }
  }

  /** The place of the table that says where the key's record is. */
  #find(key: string, hash: number): number | undefined {
    return this.#findIn(this.#bucket(hash), key, hash) ?? this.#findIn(this.#otherBucket(hash), key, hash);
  }

  #findIn(bucket: number, key: string, hash: number): number | undefined {
    for (let place = bucket; place < bucket + BUCKET_WORDS; place += PLACE_WORDS) {
      if (this.#table[place] === hash && this.#isLive(place) && this.#isOf(place, key)) return place;
    }
    return undefined;
  }

  /** The first place of a bucket. */
  #bucket(hash: number): number {
    return (hash % this.#buckets) * BUCKET_WORDS;
  }

  #otherBucket(hash: number): number {
    return this.#bucket(Math.imul(hash, SPREAD) >>> 0);
  }

  #start(place: number): number {
    return this.#table[place + 1] as number;
  }

  #isLive(place: number): boolean {
    return this.#start(place) >= this.#end - this.#capacityWords;
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
    return this.#start(other) < this.#start(place) ? other : place;
  }

  #oldestIn(bucket: number): number {
    let oldest = bucket;
    for (let place = bucket + PLACE_WORDS; place < bucket + BUCKET_WORDS; place += PLACE_WORDS) {
      if (this.#start(place) < this.#start(oldest)) oldest = place;
    }
    return oldest;
  }

  /** Room at the end of the ring, never in two parts: the word at which it begins. */
  #reserve(words: number): number {
    const left = this.#capacityWords - (this.#end % this.#capacityWords);
    const start = words > left ? this.#end + left : this.#end;
    this.#end = start + words;
    if (this.#end <= this.#endMax) return start;
    this.#table.fill(0);
    this.#end = 2 * this.#capacityWords;
    return this.#reserve(words);
  }

  /** The key in UTF-8, in `#scratch`: how many bytes. Undefined for one that is too long. */
  #encode(key: string): number | undefined {
    if (key.length * UTF8_BYTES_MAX > this.#recordBytesMax) return undefined;
    return this.#scratch.write(key);
  }

  #write(at: number, value: Uint8Array | null): void {
    this.#setWord(at + 4, value?.length ?? ABSENT);
    if (value !== null) this.#bytes.set(value, at + HEADER_BYTES + this.#word(at));
  }

  /** The byte at which a place's record begins. */
  #offset(place: number): number {
    return (this.#start(place) % this.#capacityWords) * WORD_BYTES;
  }

  #word(at: number): number {
    return this.#words[at / WORD_BYTES] as number;
  }

  #setWord(at: number, value: number): void {
    this.#words[at / WORD_BYTES] = value;
  }
}

const align = (bytes: number): number => Math.ceil(bytes / WORD_BYTES) * WORD_BYTES;
