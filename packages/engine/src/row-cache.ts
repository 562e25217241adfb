/** Of each record: bytes of its key, bytes of its value, room for its value. */
const HEADER_BYTES = 12;
/** Bytes of a value that is not there. */
const ABSENT = -1;
/** Of a record that the table does not name any more: its row is in another one, or in none. */
const GONE = -2;
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
/** Odd, and without a pattern (2^32 by the golden ratio). */
const SPREAD = 0x9e3779b1;
const CAPACITY_BYTES_MIN = 1024;
const WORD_BYTES = 4;
/** Words are counted up to here, 4 GiB of records; then a new round begins. */
const WORDS_MAX = 2 ** 30;

/** What names a record, and never another one: the word at which it begins, counted through all rounds. */
export type Slot = number;
/** No record. */
export const NO_SLOT: Slot = 0;

/**
 * The rows that were read last, in memory that V8's garbage collector need not look at: a ring of records, where the
 * oldest make room, and a hash table of where they begin.
 *
 * Only what was read is kept, and then kept up to date: most of what is written is never read. Who writes a row again and again
 * remembers its slot, and so spares the look into the table.
 */
export class RowCache {
  readonly #capacityWords: number;
  readonly #recordBytesMax: number;
  readonly #bytes: Buffer;
  readonly #words: Int32Array;
  /** The word at which the next record begins. It grows; the place in the ring is what is left of it. */
  #end: number;
  readonly #endMax: number;
  /** How often the count began anew. */
  #rounds = 0;
  #slot = NO_SLOT;
  readonly #buckets: number;
  /** Places: of each, the hash of a record and the word at which it begins. */
  readonly #table: Uint32Array;
  /** The key that is looked for, in UTF-8, up to a whole word. */
  readonly #key: Buffer;
  readonly #keyWords: Int32Array;
  #keyBytes = 0;

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
    this.#key = Buffer.allocUnsafeSlow(this.#recordBytesMax - (this.#recordBytesMax % WORD_BYTES));
    this.#keyWords = new Int32Array(this.#key.buffer);
  }

  /** Of the row that was got, added, updated or written last. */
  get slot(): Slot {
    return this.#slot;
  }

  /**
   * A copy of the value, which may keep a slab of Node's pool in memory; `null` when there is none, and undefined when the
   * cache does not know.
   */
  get(key: string): Buffer | null | undefined {
    const place = this.#find(this.#look(key));
    this.#slot = NO_SLOT;
    if (place === undefined) return undefined;
    this.#slot = this.#slotOf(place);
    const at = this.#offset(place);
    const valueBytes = this.#word(at + 4);
    if (valueBytes === ABSENT) return null;
    const from = at + HEADER_BYTES + align(this.#word(at));
    // Of Node's pool: a small array of its own lies in V8's heap, and the first view of it would move it out, at ten times the cost.
    const value = Buffer.allocUnsafe(valueBytes);
    value.set(this.#bytes.subarray(from, from + valueBytes));
    return value;
  }

  /** The row was read, and has this (`null`: nothing). */
  add(key: string, value: Uint8Array | null): void {
    const hash = this.#look(key);
    const place = this.#find(hash);
    this.#slot = NO_SLOT;
    if (place !== undefined) this.#rewrite(place, value);
    else if (hash !== undefined) this.#add(hash, value);
  }

  /** The row was written, and has this now (`null`: nothing). */
  update(key: string, value: Uint8Array | null): void {
    const place = this.#find(this.#look(key));
    this.#slot = NO_SLOT;
    if (place !== undefined) this.#rewrite(place, value);
  }

  /** The same for the row of a slot. False when it is not there any more, or has no room: then `update` it. */
  write(slot: Slot, value: Uint8Array | null): boolean {
    // Before all words of this round when it is of another one.
    const start = slot - this.#rounds * WORDS_MAX;
    if (start < this.#end - this.#capacityWords) return false;
    const at = this.#offsetOf(start);
    if (this.#word(at + 4) === GONE || (value?.length ?? 0) > this.#word(at + 8)) return false;
    this.#write(at, value);
    this.#slot = slot;
    return true;
  }

  #rewrite(place: number, value: Uint8Array | null): void {
    const at = this.#offset(place);
    if ((value?.length ?? 0) <= this.#word(at + 8)) {
      this.#write(at, value);
      this.#slot = this.#slotOf(place);
      return;
    }
    const hash = this.#table[place] as number;
    this.#setWord(at + 4, GONE);
    this.#table[place + 1] = 0;
    this.#add(hash, value);
  }

  #add(hash: number, value: Uint8Array | null): void {
    const roomBytes = align(Math.max(ROOM_BYTES_MIN, value?.length ?? 0));
    const recordBytes = HEADER_BYTES + align(this.#keyBytes) + roomBytes;
    if (recordBytes > this.#recordBytesMax) return;
    const start = this.#reserve(recordBytes / WORD_BYTES);
    const place = this.#placeFor(hash);
    if (this.#isLive(place)) this.#setWord(this.#offset(place) + 4, GONE);
    this.#table[place] = hash;
    this.#table[place + 1] = start;
    this.#slot = this.#slotOf(place);
    const at = this.#offset(place);
    this.#setWord(at, this.#keyBytes);
    this.#setWord(at + 8, roomBytes);
    for (let i = 0; i < align(this.#keyBytes); i += WORD_BYTES)
      this.#setWord(at + HEADER_BYTES + i, this.#keyWord(i));
    this.#write(at, value);
  }

  /** Makes it the key that is looked for, and returns its hash; undefined for one that is too long. */
  #look(key: string): number | undefined {
    if (key.length * UTF8_BYTES_MAX > this.#key.length) return undefined;
    const bytes = this.#key.write(key);
    for (let i = bytes; i < align(bytes); i++) this.#key[i] = 0;
    this.#keyBytes = bytes;
    let hash = bytes;
    for (let i = 0; i < bytes; i += WORD_BYTES) {
      hash = Math.imul(hash ^ this.#keyWord(i), SPREAD);
      hash ^= hash >>> 15;
    }
    return Math.imul(hash, SPREAD) >>> 0;
  }

  /** The place of the table that says where the record of the key is that is looked for. */
  #find(hash: number | undefined): number | undefined {
    if (hash === undefined) return undefined;
    return this.#findIn(this.#bucket(hash), hash) ?? this.#findIn(this.#otherBucket(hash), hash);
  }

  #findIn(bucket: number, hash: number): number | undefined {
    for (let place = bucket; place < bucket + BUCKET_WORDS; place += PLACE_WORDS) {
      if (this.#table[place] === hash && this.#isLive(place) && this.#isOfKey(place)) return place;
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

  #isOfKey(place: number): boolean {
    const at = this.#offset(place);
    if (this.#word(at) !== this.#keyBytes) return false;
    for (let i = 0; i < this.#keyBytes; i += WORD_BYTES) {
      if (this.#word(at + HEADER_BYTES + i) !== this.#keyWord(i)) return false;
    }
    return true;
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
    this.#rounds++;
    return this.#reserve(words);
  }

  #write(at: number, value: Uint8Array | null): void {
    this.#setWord(at + 4, value?.length ?? ABSENT);
    if (value !== null) this.#bytes.set(value, at + HEADER_BYTES + align(this.#word(at)));
  }

  /** The byte at which a place's record begins. */
  #offset(place: number): number {
    return this.#offsetOf(this.#start(place));
  }

  #slotOf(place: number): Slot {
    return this.#rounds * WORDS_MAX + this.#start(place);
  }

  #offsetOf(start: number): number {
    return (start % this.#capacityWords) * WORD_BYTES;
  }

  #word(at: number): number {
    return this.#words[at / WORD_BYTES] as number;
  }

  #setWord(at: number, value: number): void {
    this.#words[at / WORD_BYTES] = value;
  }

  #keyWord(at: number): number {
    return this.#keyWords[at / WORD_BYTES] as number;
  }
}

/** Bytes up to a whole word. */
const align = (bytes: number): number => (bytes + WORD_BYTES - 1) & -WORD_BYTES;
