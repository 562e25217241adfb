import { compressionsAlgorithmsByBitmask } from '@platformatic/kafka';
import { StatefunError } from '@statefun-ts/protocol';

const snappy = 2;
/** How the Java implementation frames snappy: this, two versions, then blocks, each behind its length. */
const xerialMagic = Buffer.from('\u0082SNAPPY\0', 'latin1');
const xerialHeadBytes = xerialMagic.length + 8;

/** The records of a batch by the codec in its attributes. Throws STATEFUN_KAFKA_UNSUPPORTED for an unknown one. */
export function decompress(codec: number, packed: Buffer): Buffer {
  const algorithm = compressionsAlgorithmsByBitmask[codec];
  if (algorithm === undefined) {
    throw new StatefunError(
      'STATEFUN_KAFKA_UNSUPPORTED',
      `The compression of the records (${codec}) is not known.`,
    );
  }
  const isFramed = codec === snappy && packed.subarray(0, xerialMagic.length).equals(xerialMagic);
  if (!isFramed) return algorithm.decompressSync(packed);
  return Buffer.concat(xerialBlocks(packed).map((block) => algorithm.decompressSync(block)));
}

function xerialBlocks(packed: Buffer): Buffer[] {
  const blocks: Buffer[] = [];
  for (let at = xerialHeadBytes; at < packed.length;) {
    const start = at + 4;
    at = start + packed.readInt32BE(at);
    blocks.push(packed.subarray(start, at));
  }
  return blocks;
}
