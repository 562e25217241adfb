import { deadLetterKey } from '../keys.ts';
import type { EpochLog, Row } from '../ports.ts';
import { deadLetterRow } from '../rows.ts';
import { rowsOf } from '../rows-of.ts';

/** The dead letters of several stores in the order of time, numbered from `first` on. */
export async function* deadLettersOf(
  stores: readonly Pick<EpochLog, 'scan'>[],
  first: number,
): AsyncGenerator<Row> {
  const readers = stores.map((store) => rowsOf(store, 'd'));
  const next = await Promise.all(readers.map((reader) => nextOf(reader)));
  for (let sequence = first; ; sequence++) {
    const oldest = next.reduce(
      (best, letter, index) => ((letter?.atMs ?? Infinity) < (next[best]?.atMs ?? Infinity) ? index : best),
      0,
    );
    const letter = next[oldest];
    const reader = readers[oldest];
    if (letter === undefined || reader === undefined) return;
    yield { key: deadLetterKey(sequence), value: letter.value };
    next[oldest] = await nextOf(reader);
  }
}

const nextOf = async (reader: AsyncGenerator<Row>) => {
  const { value: row } = (await reader.next()) as IteratorResult<Row, undefined>;
  return row && { value: row.value, atMs: deadLetterRow.decode(row.value).atMs };
};
