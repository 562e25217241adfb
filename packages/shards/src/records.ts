import type { SourceRecord } from '@statefun-ts/engine';

/* How records of ingresses cross threads: bytes in the field `bytes` only. */

/** Records of a source, in the order of their offsets. */
export interface PackedRecords {
  readonly offsets: readonly number[];
  readonly ids: readonly string[];
  readonly bytes: readonly Uint8Array[];
}

export const packRecords = (records: readonly SourceRecord[]): PackedRecords => ({
  offsets: records.map(({ offset }) => offset),
  ids: records.map(({ id }) => id),
  bytes: records.map(({ value }) => value),
});

export const unpackRecords = ({ offsets, ids, bytes }: PackedRecords): SourceRecord[] =>
  bytes.map((value, index) => ({ value, offset: offsets[index] as number, id: ids[index] as string }));

/** A record that is to be set aside. */
export interface RawRecord {
  readonly key: Uint8Array | null;
  readonly value: Uint8Array | null;
}

export interface PackedRawRecord {
  readonly has: { readonly key: boolean; readonly value: boolean };
  readonly bytes: readonly Uint8Array[];
}

export const packRawRecord = ({ key, value }: RawRecord): PackedRawRecord => ({
  has: { key: key !== null, value: value !== null },
  bytes: [key, value].filter((part) => part !== null),
});

export const unpackRawRecord = ({ has, bytes }: PackedRawRecord): RawRecord => {
  const rest = [...bytes];
  const key = has.key ? (rest.shift() ?? null) : null;
  return { key, value: has.value ? (rest.shift() ?? null) : null };
};
