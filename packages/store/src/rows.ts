import { crc32 } from 'node:zlib';
import { DAMAGE_ADVICE, StoreError } from './store-error.ts';

/**
 * The rows of the database. One letter says whose a row is:
 *
 * ```
 * e <epoch>   the header of an epoch
 * k <key>     a row of the log's user
 * m           what the store is: format, incarnation, partitions, lanes
 * ```
 *
 * Each value ends in a CRC-32 over the key and the value.
 */
export const META_KEY = 'm';
/** No row lies in this range. Compacting it makes LevelDB flush its memory, and do nothing else. */
export const EMPTY_RANGE = ['x', 'y'] as const;

const USER = 'k';
const EPOCH = 'e';
/** 36^11 exceeds 2^53. */
const EPOCH_DIGITS = 11;
const CRC_BYTES = 4;

export const userKey = (key: string): string => USER + key;
export const keyOfUser = (key: string): string => key.slice(USER.length);
export const headerKey = (epoch: number): string => EPOCH + epoch.toString(36).padStart(EPOCH_DIGITS, '0');
export const epochOfHeader = (key: string): number => Number.parseInt(key.slice(EPOCH.length), 36);
/** The range of all headers: from, to. */
export const HEADER_RANGE = [EPOCH, 'f'] as const;

/** A row takes this many bytes of LevelDB's memory beside its key and value, at least. */
export const ROW_MEMORY_BYTES = 10;

/** The checksum of a row. */
export const rowCrc = (key: string, value: Uint8Array): number => crc32(value, crc32(key));

/** The value as it is stored. */
export function seal(value: Uint8Array, crc: number): Buffer {
  const sealed = Buffer.allocUnsafe(value.length + CRC_BYTES);
  sealed.set(value, 0);
  sealed.writeUInt32LE(crc, value.length);
  return sealed;
}

/** The value of a stored row, as a view. Throws `STATEFUN_STORE_DAMAGED`. */
export function unseal(key: string, sealed: Buffer, directory: string): Buffer {
  const bytes = sealed.length - CRC_BYTES;
  const value = sealed.subarray(0, Math.max(0, bytes));
  if (bytes >= 0 && rowCrc(key, value) === sealed.readUInt32LE(bytes)) return value;
  throw new StoreError(
    'STATEFUN_STORE_DAMAGED',
    `The row ${describeKey(key)} of the store in ${directory} is damaged: its checksum does not match. ${DAMAGE_ADVICE}`,
  );
}

const KINDS: Readonly<Record<string, string>> = { e: 'epoch header', k: 'key', m: 'meta' };
const SHOWN_CHARACTERS = 120;

/** A key for a message: its kind and its first characters. */
function describeKey(key: string): string {
  const rest = key.slice(1, 1 + SHOWN_CHARACTERS);
  return `${KINDS[key.slice(0, 1)] ?? 'unknown'} ${JSON.stringify(rest)}`;
}
