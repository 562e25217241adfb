/** The candidate that `word` most likely was meant to be: a few letters off at most, in either case. */
export function suggest(word: string, candidates: Iterable<string>): string | undefined {
  const wanted = word.toLowerCase().slice(0, LETTERS_MAX);
  const offMax = Math.max(1, Math.floor(wanted.length / 3));
  let best: string | undefined;
  let bestOff = offMax + 1;
  for (const candidate of candidates) {
    const off = distance(wanted, candidate.toLowerCase());
    if (off < bestOff) [best, bestOff] = [candidate, off];
  }
  return best;
}

/** Longer words are nobody's typing error, and the distance costs the product of both lengths. */
const LETTERS_MAX = 100;

/** Levenshtein's distance: letters to put in, take out or replace. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = at(row, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, at(row, j) + 1, at(next, j - 1) + 1));
    }
    row = next;
  }
  return at(row, b.length);
}

const at = (row: readonly number[], index: number): number => row[index] ?? 0;
