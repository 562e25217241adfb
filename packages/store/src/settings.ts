import { StoreError } from './store-error.ts';

/** How to open a store. What is left out has the default given here. */
export interface StoreOptions {
  /** Where the store's files are. Created, with what is above it, when it is not there. */
  readonly directory: string;
  /** Fixed when the store is created (128); later it may be left out, or must agree. 1 to 4096. */
  readonly partitions?: number;
  /** Fixed when the store is created (8); later it may be left out, or must agree. 1 to the partitions. */
  readonly lanes?: number;
  /** What a store that is created is known by; others keep theirs. Made anew by default. */
  readonly incarnation?: string;
  /** UTF-8 bytes of one key: 65,536. */
  readonly keyBytesMax?: number;
  /** Bytes of one value: 64 MiB. */
  readonly valueBytesMax?: number;
  /** Bytes of the keys and values of one epoch: 256 MiB. */
  readonly epochBytesMax?: number;
  /** Room on the disk that is held back to recover from a full one: 24 MiB. 0 for none. */
  readonly reserveBytes?: number;
  /**
   * LevelDB's memory before it goes to a table: 8 MiB. It is also what a start has to replay at most, twice over; larger ones save
   * little (docs/store.md), and the reserve must grow with it.
   */
  readonly writeBufferBytes?: number;
  /** Bytes of table files to check when the store is opened, newest first: 4 GiB, five to ten seconds' worth. */
  readonly verifyBytesMax?: number;
}

export const DEFAULT_PARTITIONS = 128;
export const DEFAULT_LANES = 8;
const PARTITIONS_MAX = 4096;
const MIB = 1024 * 1024;
/** Of one store, or of those of several shards together. */
export const WRITE_BUFFER_BYTES = 8 * MIB;

type Unset = 'partitions' | 'lanes' | 'incarnation';

export type Settings = Required<Omit<StoreOptions, Unset>> & Pick<StoreOptions, Unset>;

/** The options with defaults. Throws `STATEFUN_STORE_LIMIT`. */
export function settingsOf(options: StoreOptions): Settings {
  requireWhole('partitions', options.partitions ?? DEFAULT_PARTITIONS, 1, PARTITIONS_MAX);
  requireWhole('lanes', options.lanes ?? DEFAULT_LANES, 1, options.partitions ?? PARTITIONS_MAX);
  return {
    keyBytesMax: 65_536,
    valueBytesMax: 64 * MIB,
    epochBytesMax: 256 * MIB,
    reserveBytes: 24 * MIB,
    writeBufferBytes: WRITE_BUFFER_BYTES,
    verifyBytesMax: 4096 * MIB,
    ...options,
  };
}

function requireWhole(name: string, value: number, min: number, max: number): void {
  if (Number.isInteger(value) && value >= min && value <= max) return;
  throw new StoreError(
    'STATEFUN_STORE_LIMIT',
    `The store's setting "${name}" is ${value}; it must be a whole number from ${min} to ${max}.`,
  );
}
