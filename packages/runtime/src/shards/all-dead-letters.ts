import type { DeadLetterJson } from '../dead-letter-json.ts';

/** Reads dead letters of one shard, in order, after the given id. */
export type ReadDeadLetters = (
  after: string | undefined,
  limit: number,
) => Promise<readonly DeadLetterJson[]>;

/**
 * Dead letters of all shards, in the order of time, after the given id. With several shards an id is a place in the list:
 * the ids of the letters up to there, one for each shard, joined by dots.
 */
export async function allDeadLetters(
  shards: readonly ReadDeadLetters[],
  after: string | undefined,
  limit: number,
): Promise<DeadLetterJson[]> {
  const [only, ...others] = shards;
  if (only === undefined || others.length === 0) return [...((await only?.(after, limit)) ?? [])];
  const place = after?.split('.') ?? [];
  const pages = await Promise.all(
    shards.map(async (read, shard) => {
      const letters = await read(place[shard] === '' ? undefined : place[shard], limit);
      return letters.map((letter) => ({ letter, shard }));
    }),
  );
  const reached = shards.map((_, shard) => place[shard] ?? '');
  return pages
    .flat()
    .toSorted((a, b) => Date.parse(a.letter.at) - Date.parse(b.letter.at))
    .slice(0, limit)
    .map(({ letter, shard }) => {
      reached[shard] = letter.id;
      return { ...letter, id: reached.join('.') };
    });
}
