import { ByteReader, Malformed } from './bytes.ts';
import { crc32c, masked } from './crc32c.ts';
import { unsnappy } from './snappy.ts';

const FOOTER_BYTES = 48;
/** A block's type and checksum. */
const TRAILER_BYTES = 5;
const MAGIC = Buffer.from('57fb808b247547db', 'hex');

interface Block {
  readonly offset: number;
  readonly bytes: number;
}

/**
 * Checks a whole table file: every block's checksum, and that its blocks cover the file without a gap, so that
 * no bit of it can have changed. Throws `Malformed`.
 *
 * LevelDB does not check these itself as it is built here. It then misses rows without a word (a flipped bit
 * in a filter, an index or a key), or ends the process.
 */
export function checkTable(file: Buffer): void {
  if (file.length < FOOTER_BYTES || !file.subarray(-8).equals(MAGIC)) {
    throw new Malformed('it does not end like a table');
  }
  const footer = new ByteReader(file, file.length - FOOTER_BYTES);
  const metaIndex = readBlockHandle(footer);
  const index = readBlockHandle(footer);
  const blocks = [...blocksOf(file, index), ...blocksOf(file, metaIndex), metaIndex, index];
  let offset = 0;
  for (const block of blocks) {
    if (block.offset !== offset) throw new Malformed(`its blocks do not meet at byte ${offset}`);
    checkBlock(file, block);
    offset += block.bytes + TRAILER_BYTES;
  }
  if (offset !== file.length - FOOTER_BYTES) throw new Malformed(`its blocks end at byte ${offset}`);
}

function readBlockHandle(reader: ByteReader): Block {
  return { offset: reader.varint(), bytes: reader.varint() };
}

function checkBlock(file: Buffer, { offset, bytes }: Block): void {
  const end = offset + bytes + 1;
  if (end + 4 > file.length) throw new Malformed(`the block at byte ${offset} runs past the end`);
  if (masked(crc32c(file, offset, end)) !== file.readUInt32LE(end)) {
    throw new Malformed(`the checksum of the block at byte ${offset} does not match`);
  }
}

/** The blocks that an index block points to, in order. */
function blocksOf(file: Buffer, index: Block): Block[] {
  checkBlock(file, index);
  const raw = file.subarray(index.offset, index.offset + index.bytes);
  const content = file[index.offset + index.bytes] === 1 ? unsnappy(raw) : raw;
  if (content.length < 4) throw new Malformed('an index block is too short');
  const restartBytes = 4 + 4 * content.readUInt32LE(content.length - 4);
  const entries = new ByteReader(content.subarray(0, Math.max(0, content.length - restartBytes)));
  const blocks: Block[] = [];
  while (!entries.done) {
    entries.varint();
    const keyBytes = entries.varint();
    const valueBytes = entries.varint();
    entries.take(keyBytes);
    blocks.push(readBlockHandle(new ByteReader(entries.take(valueBytes))));
  }
  return blocks;
}
