import { crc32c } from '@platformatic/kafka';
import { StatefunError } from '@statefun-ts/protocol';
import { decompress } from './decompress.ts';

/**
 * Kafka's record batches (magic 2), read in place. The client's own parser makes a Buffer, a BigInt and
 * header pairs for each record; this one hands out positions, which is what makes a message cheap.
 */

const lengthEnd = 12;
const magicAt = 16;
const crcAt = 17;
const attributesAt = 21;
const lastOffsetDeltaAt = 23;
const producerIdAt = 43;
const countAt = 57;
const recordsAt = 61;
const magicNow = 2;
/** Of a batch when it is decompressed. */
const unpackedBytesMax = 64 << 20;
const compressionMask = 0b111;
const transactionalFlag = 0b01_0000;
const controlFlag = 0b10_0000;

/** The batches of a fetched piece of log. The last one may be cut off: it is left out and comes again. */
export function* recordBatches(bytes: Buffer): Generator<RecordBatch, void> {
  for (let at = 0; bytes.length - at > magicAt;) {
    const size = lengthEnd + bytes.readInt32BE(at + 8);
    if (size <= recordsAt && bytes[at + magicAt] === magicNow)
      throw damaged('a batch is shorter than its head');
    if (bytes.length - at < size) return;
    yield new RecordBatch(bytes.subarray(at, at + size));
    at += size;
  }
}

/** One batch; it has checked nothing but its format version yet. */
export class RecordBatch {
  readonly #bytes: Buffer;
  readonly baseOffset: number;
  /** Offsets up to this one are dealt with by this batch, whether it still has records for them or not. */
  readonly lastOffset: number;
  readonly leaderEpoch: number;
  /** In bytes of the log. */
  readonly size: number;
  readonly producerId: bigint;
  readonly isTransactional: boolean;
  /** It marks the end of a transaction and has no records for anyone. */
  readonly isControl: boolean;

  /** Throws STATEFUN_KAFKA_UNSUPPORTED for the formats before Kafka 0.11. */
  constructor(bytes: Buffer) {
    const magic = bytes[magicAt];
    this.baseOffset = Number(bytes.readBigInt64BE(0));
    if (magic !== magicNow) {
      throw new StatefunError(
        'STATEFUN_KAFKA_UNSUPPORTED',
        `The records at offset ${this.baseOffset} are in format version ${magic}, from before Kafka 0.11; only version 2 is read.`,
      );
    }
    const attributes = bytes.readInt16BE(attributesAt);
    this.#bytes = bytes;
    this.size = bytes.length;
    this.lastOffset = this.baseOffset + bytes.readInt32BE(lastOffsetDeltaAt);
    this.leaderEpoch = bytes.readInt32BE(lengthEnd);
    this.producerId = bytes.readBigInt64BE(producerIdAt);
    this.isTransactional = (attributes & transactionalFlag) !== 0;
    this.isControl = (attributes & controlFlag) !== 0;
  }

  /** Throws when the bytes are not what the producer sent. */
  checkCrc(): void {
    if (crc32c(this.#bytes.subarray(attributesAt)) === this.#bytes.readUInt32BE(crcAt)) return;
    throw damaged(`the batch at offset ${this.baseOffset} fails its checksum`);
  }

  /** Its records, decompressed. */
  records(): RecordCursor {
    const codec = this.#bytes.readInt16BE(attributesAt) & compressionMask;
    const packed = this.#bytes.subarray(recordsAt);
    const body = codec === 0 ? packed : decompress(codec, packed, unpackedBytesMax);
    return new RecordCursor(body, this.baseOffset, this.#bytes.readInt32BE(countAt));
  }
}

/** Walks through the records of a batch; the fields describe the record that `next` came to. */
export class RecordCursor {
  readonly body: Buffer;
  offset = 0;
  keyStart = 0;
  /** -1 for a null key. */
  keyEnd = 0;
  valueStart = 0;
  /** -1 for a null value. */
  valueEnd = 0;
  readonly #baseOffset: number;
  #left: number;
  #at = 0;

  constructor(body: Buffer, baseOffset: number, count: number) {
    this.body = body;
    this.#baseOffset = baseOffset;
    this.#left = count;
  }

  /** Goes on to the next record; false after the last one. */
  next(): boolean {
    if (this.#left-- <= 0) return false;
    const length = this.#varint();
    const end = this.#at + length;
    if (length <= 0 || end > this.body.length)
      throw damaged(`a record after offset ${this.offset} runs out of its batch`);
    this.#at += 1; // attributes
    this.#skipVarint(); // timestamp
    this.offset = this.#baseOffset + this.#varint();
    const keyLength = this.#varint();
    this.keyStart = this.#at;
    this.keyEnd = keyLength < 0 ? -1 : (this.#at += keyLength);
    const valueLength = this.#varint();
    this.valueStart = this.#at;
    this.valueEnd = valueLength < 0 ? -1 : (this.#at += valueLength);
    if (this.#at > end) throw damaged(`the record at offset ${this.offset} is longer than it says`);
    this.#at = end; // headers
    return true;
  }

  /** Zigzag, 32 bits. */
  #varint(): number {
    let raw = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.body[this.#at++] ?? 0;
      raw |= (byte & 0x7f) << shift;
      if (byte < 0x80) break;
    }
    return (raw >>> 1) ^ -(raw & 1);
  }

  #skipVarint(): void {
    while ((this.body[this.#at++] ?? 0) >= 0x80);
  }
}

/** Fetching again may cure it: bytes go wrong on the way, too. */
function damaged(what: string): Error {
  return new Error(`Kafka sent damaged records: ${what}.`);
}
