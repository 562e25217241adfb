import { compressionsAlgorithms } from '@platformatic/kafka';
import { gunzipSync, zstdDecompressSync } from 'node:zlib';
import { StatefunError } from '@statefun-ts/protocol';

/** How the Java implementation frames snappy: this, two versions, then blocks, each behind its length. */
const xerialMagic = Buffer.from('\u0082SNAPPY\0', 'latin1');
const xerialHeadBytes = xerialMagic.length + 8;

/** By the codec in the attributes of a batch. Each refuses to make more than so many bytes, before it makes them. */
const codecs: Readonly<Record<number, (packed: Buffer, bytesMax: number) => Buffer>> = {
  1: (packed, maxOutputLength) => gunzipSync(packed, { maxOutputLength }),
  2: snappy,
  3: lz4,
  4: (packed, maxOutputLength) => zstdDecompressSync(packed, { maxOutputLength }),
};

/**
 * The records of a batch, which may have `bytesMax` bytes: a small batch can be packed so that it fills all memory.
 * Throws STATEFUN_KAFKA_BATCH_TOO_LARGE, and STATEFUN_KAFKA_UNSUPPORTED for an unknown codec.
 */
export function decompress(codec: number, packed: Buffer, bytesMax: number): Buffer {
  const unpack = codecs[codec];
  if (unpack === undefined) {
    throw new StatefunError(
      'STATEFUN_KAFKA_UNSUPPORTED',
      `The compression of the records (${codec}) is not known.`,
    );
  }
  try {
    return unpack(packed, bytesMax);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE')
      throw tooLarge(bytesMax);
    throw error;
  }
}

function snappy(packed: Buffer, bytesMax: number): Buffer {
  const isFramed = packed.subarray(0, xerialMagic.length).equals(xerialMagic);
  const blocks = isFramed ? xerialBlocks(packed) : [packed];
  const bytes = blocks.reduce((sum, block) => sum + snappyLength(block), 0);
  if (bytes > bytesMax) throw tooLarge(bytesMax);
  return Buffer.concat(blocks.map((block) => compressionsAlgorithms.snappy.decompressSync(block)));
}

function xerialBlocks(packed: Buffer): Buffer[] {
  const blocks: Buffer[] = [];
  for (let at = xerialHeadBytes; at < packed.length;) {
    const start = at + 4;
    const length = packed.readInt32BE(at);
    if (length <= 0 || start + length > packed.length) throw new Error('A snappy block is cut off.');
    at = start + length;
    blocks.push(packed.subarray(start, at));
  }
  return blocks;
}

/** A block of snappy begins with the number of its bytes, seven bits at a time. */
function snappyLength(block: Buffer): number {
  let length = 0;
  for (let index = 0; index < 5; index++) {
    const byte = block[index] ?? 0;
    length += (byte & 0x7f) * 2 ** (7 * index);
    if (byte < 0x80) break;
  }
  return length;
}

const lz4HeadBytes = 7;
const lz4ContentSizeFlag = 0x08;
const lz4BlockChecksumFlag = 0x10;
/** LZ4 makes at most so many bytes of one. */
const lz4RatioMax = 255;

/** A frame of LZ4 need not say what is in it, but each of its blocks is bounded. */
function lz4(packed: Buffer, bytesMax: number): Buffer {
  const [flags = 0, descriptor = 0] = packed.subarray(4, 6);
  const blockBytesMax = 2 ** (8 + 2 * ((descriptor >> 4) & 7));
  const checksumBytes = (flags & lz4BlockChecksumFlag) === 0 ? 0 : 4;
  let bytes = 0;
  for (let at = lz4HeadBytes + ((flags & lz4ContentSizeFlag) === 0 ? 0 : 8); at + 4 <= packed.length;) {
    const size = packed.readUInt32LE(at) & 0x7fffffff;
    if (size === 0) break;
    bytes += Math.min(blockBytesMax, size * lz4RatioMax);
    at += 4 + size + checksumBytes;
  }
  if (bytes > bytesMax) throw tooLarge(bytesMax);
  return compressionsAlgorithms.lz4.decompressSync(packed);
}

function tooLarge(bytesMax: number): StatefunError {
  return new StatefunError(
    'STATEFUN_KAFKA_BATCH_TOO_LARGE',
    `A batch of records has more than ${bytesMax} bytes when it is unpacked. Let its producer make smaller ones.`,
  );
}
