import { type Comment, commentsOf } from './comments.ts';

/** A spec in the file: where what is in it ends, and how far it is indented. */
export interface SpecPlace {
  readonly end: number;
  readonly column: number;
}

/** How far in its line an offset is. */
export const columnOf = (at: number, text: string): number => at - (text.lastIndexOf('\n', at - 1) + 1);

/**
 * The text of a component without comments at its end that stand behind its spec in the file and are indented
 * less. To YAML, they can be the end of the spec; to people, they are about what comes next.
 */
export function withoutForeignTail(
  text: string,
  place: SpecPlace,
  file: { readonly text: string; readonly comments: readonly Comment[] },
): string {
  const tail = tailOf(text);
  const own = ownTail(place, file);
  const first = tail[own];
  if (first === undefined) return text;
  const last = tail[own - 1];
  return last === undefined
    ? text.slice(0, first.at - columnOf(first.at, text))
    : `${text.slice(0, last.at + last.text.length)}\n`;
}

/** The comments that a text ends with, each on a line of its own. */
function tailOf(text: string): readonly Comment[] {
  const comments = commentsOf(text);
  let start = text.length;
  let index = comments.length;
  for (; index > 0; index--) {
    const comment = comments[index - 1];
    if (comment === undefined) break;
    const line = comment.at - columnOf(comment.at, text);
    const isLast = text.slice(comment.at + comment.text.length, start).trim() === '';
    if (!isLast || text.slice(line, comment.at).trim() !== '') break;
    start = line;
  }
  return comments.slice(index);
}

/** How many of the comments behind a spec are its own. */
function ownTail(
  { end, column }: SpecPlace,
  { text, comments }: { readonly text: string; readonly comments: readonly Comment[] },
): number {
  let from = end;
  let count = 0;
  for (let index = firstFrom(comments, end); index < comments.length; index++) {
    const comment = comments[index];
    if (comment === undefined) break;
    const between = text.slice(from, comment.at);
    if (between.trim() !== '') break;
    const isAlone = from > end || between.includes('\n');
    if (isAlone && columnOf(comment.at, text) < column) break;
    if (isAlone) count++;
    from = comment.at + comment.text.length;
  }
  return count;
}

/** The index of the first comment at an offset or behind it. */
function firstFrom(comments: readonly Comment[], offset: number): number {
  let [low, high] = [0, comments.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((comments[middle]?.at ?? 0) < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}
