/**
 * The 32 bit murmur2 hash as Kafka's Java clients compute it, as a signed number. Records with the same key
 * must land in the same partition whichever client wrote them.
 */
export function murmur2(data: Uint8Array): number {
  const multiplier = 0x5bd1e995;
  const length = data.length;
  const tail = length & ~3;
  let hash = 0x9747b28c ^ length;
  for (let i = 0; i < tail; i += 4) {
    let word =
      byte(data, i) | (byte(data, i + 1) << 8) | (byte(data, i + 2) << 16) | (byte(data, i + 3) << 24);
    word = Math.imul(word, multiplier);
    word ^= word >>> 24;
    hash = Math.imul(hash, multiplier) ^ Math.imul(word, multiplier);
  }
  const rest = length - tail;
  if (rest === 3) hash ^= byte(data, tail + 2) << 16;
  if (rest >= 2) hash ^= byte(data, tail + 1) << 8;
  if (rest >= 1) hash = Math.imul(hash ^ byte(data, tail), multiplier);
  hash = Math.imul(hash ^ (hash >>> 13), multiplier);
  return hash ^ (hash >>> 15);
}

/** The partition of a key among `partitionCount`, as the Java client's default partitioner chooses it. */
export function partitionOfKey(key: Uint8Array, partitionCount: number): number {
  return (murmur2(key) & 0x7fffffff) % partitionCount;
}

function byte(data: Uint8Array, index: number): number {
  return data[index] ?? 0;
}
