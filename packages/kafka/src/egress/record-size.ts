/** A record batch (Kafka's message format 2) before its records. */
export const HEADER_BYTES = 61;

/** What the record at `index` of a batch adds to it, before compression. */
export function recordBytes(index: number, key: Uint8Array | null, value: Uint8Array): number {
  const bodyBytes = recordBodyBytes(index, key, value);
  return varintBytes(bodyBytes) + bodyBytes;
}

/** A batch of this one record: what a broker compares with `max.message.bytes`. */
export function singleRecordBatchBytes(key: Uint8Array | null, value: Uint8Array): number {
  return HEADER_BYTES + recordBytes(0, key, value);
}

/** A record of a batch without its length. */
export function recordBodyBytes(index: number, key: Uint8Array | null, value: Uint8Array): number {
  const keyBytes = key === null ? 1 : varintBytes(key.length) + key.length;
  return 3 + varintBytes(index) + keyBytes + varintBytes(value.length) + value.length;
}

/** Of a number that is not negative, zig-zag. */
export function varintBytes(value: number): number {
  if (value < 1 << 6) return 1;
  if (value < 1 << 13) return 2;
  if (value < 1 << 20) return 3;
  return value < 1 << 27 ? 4 : 5;
}
