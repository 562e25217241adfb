import { rangeOf } from './keys.ts';
import type { EpochLog, Row } from './ports.ts';

const SCAN_ROWS = 1_000;

/** All committed rows of a kind, in order; they are read in pieces. */
export const rowsOf = (log: Pick<EpochLog, 'scan'>, kind: string): AsyncGenerator<Row> =>
  rowsBetween(log, ...rangeOf(kind));

/** All committed rows with `first` <= key < `to`, in order; they are read in pieces. */
export async function* rowsBetween(
  log: Pick<EpochLog, 'scan'>,
  first: string,
  to: string,
): AsyncGenerator<Row> {
  for (let from = first; from < to;) {
    const rows = await log.scan(from, to, SCAN_ROWS);
    yield* rows;
    const last = rows.at(-1);
    if (last === undefined || rows.length < SCAN_ROWS) return;
    from = `${last.key}\0`;
  }
}

export const allOf = async (rows: AsyncIterable<Row>): Promise<Row[]> => {
  const all: Row[] = [];
  for await (const row of rows) all.push(row);
  return all;
};
