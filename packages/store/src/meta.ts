import type { Settings } from './settings.ts';
import { DAMAGE_ADVICE, StoreError } from './store-error.ts';

/** The version of what this package writes. Raise it when an older version could not read the result. */
const FORMAT = 1;

/** What a store is. */
export interface Meta {
  readonly incarnation: string;
  readonly partitions: number;
  readonly lanes: number;
}

export const encodeMeta = (meta: Meta): Buffer => Buffer.from(JSON.stringify({ format: FORMAT, ...meta }));

/** Throws `STATEFUN_STORE_VERSION`, or `STATEFUN_STORE_DAMAGED` when there is none. */
export function decodeMeta(row: Buffer | undefined, directory: string): Meta {
  if (row === undefined) {
    throw new StoreError(
      'STATEFUN_STORE_DAMAGED',
      `The store in ${directory} lacks its meta row. ${DAMAGE_ADVICE}`,
    );
  }
  const { format, ...meta } = JSON.parse(row.toString()) as Meta & { format: number };
  if (format === FORMAT) return meta;
  throw new StoreError(
    'STATEFUN_STORE_VERSION',
    `The store in ${directory} has format ${format}; this version reads format ${FORMAT}. ` +
      'Run the version that wrote it, or a later one.',
  );
}

/** Throws `STATEFUN_STORE_MISMATCH` when something else was asked for than what the store was created with. */
export function requireMatch(meta: Meta, asked: Settings): void {
  for (const name of ['partitions', 'lanes'] as const) {
    if (asked[name] === undefined || asked[name] === meta[name]) continue;
    throw new StoreError(
      'STATEFUN_STORE_MISMATCH',
      `The store in ${asked.directory} was created with ${meta[name]} ${name}, and ${asked[name]} were asked for. ` +
        `The number is fixed: leave the setting out, set it to ${meta[name]}, or start with an empty directory.`,
    );
  }
}
