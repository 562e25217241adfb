import { ByteReader, Malformed } from './bytes.ts';

/** Expands a raw snappy block. Only index blocks need it: data blocks are checked as they lie on the disk. */
export function unsnappy(compressed: Buffer): Buffer {
  const reader = new ByteReader(compressed);
  const out = Buffer.alloc(reader.varint());
  let length = 0;
  while (!reader.done) {
    const tag = reader.take(1).readUInt8();
    if ((tag & 3) === 0) {
      const short = tag >>> 2;
      const size = 1 + (short < 60 ? short : reader.take(short - 59).readUIntLE(0, short - 59));
      if (length + size > out.length) throw new Malformed('a compressed block is longer than it says');
      length += reader.take(size).copy(out, length);
      continue;
    }
    const [size, distance] = copyOf(tag, reader);
    if (distance === 0 || distance > length || length + size > out.length) {
      throw new Malformed('a compressed block refers outside of itself');
    }
    // Byte by byte: a copy may overlap what it makes.
    for (const end = length + size; length < end; length++) out[length] = out[length - distance] as number;
  }
  if (length !== out.length) throw new Malformed('a compressed block is shorter than it says');
  return out;
}

function copyOf(tag: number, reader: ByteReader): readonly [size: number, distance: number] {
  switch (tag & 3) {
    case 1:
      return [4 + ((tag >>> 2) & 7), ((tag >>> 5) << 8) | reader.take(1).readUInt8()];
    case 2:
      return [1 + (tag >>> 2), reader.take(2).readUInt16LE()];
    default:
      return [1 + (tag >>> 2), reader.take(4).readUInt32LE()];
  }
}
