/**
 * Where a reader stands in a shard. Kinesis numbers records so that they grow, but neither densely nor within
 * 2^53, so offsets are a count of our own and a place says what the count means. `readToMs`: whatever came to the
 * shard before then has been read.
 */
export type Place =
  /** Nothing was read yet; from the oldest record on. */
  | { readonly type: 'start'; readonly readToMs: number }
  /** Nothing was read yet; from the first record of that time on. */
  | { readonly type: 'time'; readonly sinceMs: number; readonly readToMs: number }
  /** The offset is that of (the first part of) this record. */
  | { readonly type: 'at'; readonly sequence: string }
  /** The offset is one past (the last part of) this record. */
  | { readonly type: 'after'; readonly sequence: string; readonly readToMs: number }
  /** All of the shard was read; nothing of it, and from then on, when there is `sinceMs`. */
  | { readonly type: 'end'; readonly sinceMs?: number };

/** As it is stored. */
export function formatPlace(place: Place): string {
  switch (place.type) {
    case 'start':
      return `start ${place.readToMs}`;
    case 'time':
      return `time ${place.sinceMs} ${place.readToMs}`;
    case 'at':
      return `at ${place.sequence}`;
    case 'after':
      return `after ${place.sequence} ${place.readToMs}`;
    case 'end':
      return place.sinceMs === undefined ? 'end' : `end ${place.sinceMs}`;
    default:
      return place satisfies never;
  }
}

/** Reads what `formatPlace` wrote; throws an `Error` for anything else. */
export function parsePlace(token: string): Place {
  const [type = '', first = '', second] = token.split(' ');
  switch (type) {
    case 'start':
      return { type, readToMs: Number(first) };
    case 'time':
      return { type, sinceMs: Number(first), readToMs: Number(second) };
    case 'at':
      return { type, sequence: first };
    case 'after':
      return { type, sequence: first, readToMs: Number(second) };
    case 'end':
      return first === '' ? { type } : { type, sinceMs: Number(first) };
    default:
      throw new Error(`The store has a place in a Kinesis shard that this version does not know: ${token}`);
  }
}
