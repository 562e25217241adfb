import { Lexer } from 'yaml';

/** A comment, from its `#` to the end of its line. */
export interface Comment {
  readonly text: string;
  /** Its offset in the file. */
  readonly at: number;
}

/** The lexer puts these in: they stand for no text. The last one comes before each scalar. */
const [DOCUMENT, FLOW_END, SCALAR] = ['\u0002', '\u0018', '\u001F'];

/** All comments of a YAML text. */
export function commentsOf(text: string): readonly Comment[] {
  const comments: Comment[] = [];
  let at = 0;
  let isScalar = false;
  for (const token of new Lexer().lex(text)) {
    const isMark: boolean = !isScalar && (token === DOCUMENT || token === FLOW_END || token === SCALAR);
    if (!isMark && !isScalar && token.startsWith('#')) comments.push({ text: token.trimEnd(), at });
    if (!isMark) at += token.length;
    isScalar = isMark && token === SCALAR;
  }
  return comments;
}

/** A stretch of the file, which became a text of its own. */
export interface Stretch {
  readonly end: number;
  readonly text: string;
}

/**
 * For each stretch, the comments that stand before it or in it and are not in its text; what comes behind the
 * last one is the remainder. A comment behind a stretch can be in its text, and counts as kept then.
 */
export function lostComments(
  comments: readonly Comment[],
  stretches: readonly Stretch[],
): { readonly before: readonly (readonly string[])[]; readonly behind: readonly string[] } {
  const kept = stretches.map(({ text }) => countByText(commentsOf(text)));
  const before = stretches.map((): string[] => []);
  const behind: string[] = [];
  let index = 0;
  for (const { text, at } of comments) {
    while (index < stretches.length && (stretches[index]?.end ?? 0) <= at) index++;
    if (take(kept[index - 1], text) || take(kept[index], text)) continue;
    (before[index] ?? behind).push(text);
  }
  return { before, behind };
}

function countByText(comments: readonly Comment[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { text } of comments) counts.set(text, (counts.get(text) ?? 0) + 1);
  return counts;
}

function take(counts: Map<string, number> | undefined, text: string): boolean {
  const count = counts?.get(text) ?? 0;
  if (count > 0) counts?.set(text, count - 1);
  return count > 0;
}
