import { createHash } from 'node:crypto';
import { aggregatedRecord } from '../../src/ingress/aggregation.ts';

export interface Part {
  /** Undefined: the part names a key that is not there. */
  readonly key: string | undefined;
  readonly value: string;
  readonly hashKey?: string;
}

/** Packs parts into the data of one record, as the Kinesis Producer Library does. */
export function aggregate(parts: readonly Part[]): Buffer {
  const keys = parts.map(({ key }) => key).filter((key) => key !== undefined);
  const hashKeys = parts.map(({ hashKey }) => hashKey).filter((key) => key !== undefined);
  const message = aggregatedRecord.encode({
    partitionKeys: keys,
    explicitHashKeys: hashKeys,
    records: parts.map(({ key, value, hashKey }) => ({
      partitionKeyIndex: key === undefined ? keys.length : keys.indexOf(key),
      explicitHashKeyIndex: hashKey === undefined ? null : hashKeys.indexOf(hashKey),
      data: Buffer.from(value),
    })),
  });
  const digest = createHash('md5').update(message).digest();
  return Buffer.concat([Buffer.from('f3899ac2', 'hex'), message, digest]);
}
