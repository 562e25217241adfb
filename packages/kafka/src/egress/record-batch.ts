import { compressionsAlgorithms, crc32c } from '@platformatic/kafka';
import type { CompressionAlgorithmValue } from '@platformatic/kafka';
import { HEADER_BYTES, recordBodyBytes, varintBytes } from './record-size.ts';

/** Where the parts of a record batch (Kafka's message format 2) begin. */
const BATCH = {
  lengthAt: 8,
  leaderEpochAt: 12,
  magicAt: 16,
  crcAt: 17,
  attributesAt: 21,
  lastOffsetDeltaAt: 23,
  firstTimestampAt: 27,
  maxTimestampAt: 35,
  producerIdAt: 43,
  producerEpochAt: 51,
  baseSequenceAt: 53,
  countAt: 57,
} as const;

const TRANSACTIONAL = 1 << 4;
const FIRST_CAPACITY_BYTES = 2048;

/** Who writes a batch; -1 and -1 for a producer without identity. */
export interface ProducerIdentity {
  readonly id: bigint;
  readonly epoch: number;
}

/** How a batch is sealed for the wire. */
export interface Seal {
  readonly producer: ProducerIdentity;
  readonly transactional: boolean;
  /** Number of the first record within (producer, partition); -1 without a producer identity. */
  readonly baseSequence: number;
  readonly compression: CompressionAlgorithmValue;
}

/**
 * Records of one partition, encoded as they are added, so that little is left to do when it is their turn
 * on the wire. All records of a batch bear the time at which it was begun.
 */
export class RecordBatchEncoder {
  readonly #timestampMs: bigint;
  #buffer: Buffer;
  #end: number = HEADER_BYTES;
  #count = 0;

  constructor(timestampMs: number) {
    this.#timestampMs = BigInt(timestampMs);
    this.#buffer = Buffer.allocUnsafe(FIRST_CAPACITY_BYTES);
  }

  get count(): number {
    return this.#count;
  }

  /** Bytes on the wire, before compression. */
  get bytes(): number {
    return this.#end;
  }

  add(key: Uint8Array | null, value: Uint8Array): void {
    const bodyBytes = recordBodyBytes(this.#count, key, value);
    this.#reserve(varintBytes(bodyBytes) + bodyBytes);
    this.#varint(bodyBytes);
    this.#buffer[this.#end++] = 0; // attributes
    this.#buffer[this.#end++] = 0; // the timestamp's delta
    this.#varint(this.#count);
    if (key === null)
      this.#buffer[this.#end++] = 1; // a length of -1
    else this.#bytes(key);
    this.#bytes(value);
    this.#buffer[this.#end++] = 0; // no headers
    this.#count++;
  }

  /** The finished batch. May be called again, with another seal; the result is then another one too. */
  seal(seal: Seal): Buffer {
    const batch = this.#compressed(seal.compression);
    const { bitmask } = compressionsAlgorithms[seal.compression];
    batch.writeBigInt64BE(0n, 0);
    batch.writeInt32BE(batch.length - BATCH.leaderEpochAt, BATCH.lengthAt);
    batch.writeInt32BE(-1, BATCH.leaderEpochAt);
    batch.writeInt8(2, BATCH.magicAt);
    batch.writeInt16BE(bitmask | (seal.transactional ? TRANSACTIONAL : 0), BATCH.attributesAt);
    batch.writeInt32BE(this.#count - 1, BATCH.lastOffsetDeltaAt);
    batch.writeBigInt64BE(this.#timestampMs, BATCH.firstTimestampAt);
    batch.writeBigInt64BE(this.#timestampMs, BATCH.maxTimestampAt);
    batch.writeBigInt64BE(seal.producer.id, BATCH.producerIdAt);
    batch.writeInt16BE(seal.producer.epoch, BATCH.producerEpochAt);
    batch.writeInt32BE(seal.baseSequence, BATCH.baseSequenceAt);
    batch.writeInt32BE(this.#count, BATCH.countAt);
    batch.writeUInt32BE(crc32c(batch.subarray(BATCH.attributesAt)), BATCH.crcAt);
    return batch;
  }

  #compressed(compression: CompressionAlgorithmValue): Buffer {
    const plain = this.#buffer.subarray(0, this.#end);
    if (compression === 'none') return plain;
    const records = compressionsAlgorithms[compression].compressSync(plain.subarray(HEADER_BYTES));
    return Buffer.concat([plain.subarray(0, HEADER_BYTES), records]);
  }

  #reserve(bytes: number): void {
    const needed = this.#end + bytes;
    if (needed <= this.#buffer.length) return;
    const grown = Buffer.allocUnsafe(Math.max(needed, 2 * this.#buffer.length));
    this.#buffer.copy(grown, 0, 0, this.#end);
    this.#buffer = grown;
  }

  #bytes(bytes: Uint8Array): void {
    this.#varint(bytes.length);
    this.#buffer.set(bytes, this.#end);
    this.#end += bytes.length;
  }

  /** Zig-zag, of a number that is not negative. */
  #varint(value: number): void {
    let rest = value * 2;
    while (rest >= 0x80) {
      this.#buffer[this.#end++] = (rest & 0x7f) | 0x80;
      rest = Math.floor(rest / 0x80);
    }
    this.#buffer[this.#end++] = rest;
  }
}
