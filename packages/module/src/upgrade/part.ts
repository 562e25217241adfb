import { Document, isCollection, isScalar, Scalar } from 'yaml';
import type { Leftover, LegacyItem } from '../legacy/unwrap.ts';
import type { Source } from '../source.ts';
import { type Comment, commentsOf, lostComments } from './comments.ts';
import { columnOf, type SpecPlace, withoutForeignTail } from './tail.ts';
import { AS_WRITTEN, type YamlMap } from './yaml-copy.ts';
import { newMap, newPair } from './yaml-edit.ts';

/** A document of the upgraded file. */
export interface Part {
  /** Where the stretch of the file ends that it is made of. */
  readonly end: number;
  readonly text: string;
  /** The spec that it is made of, if it was within something else. */
  readonly spec?: SpecPlace;
  /** What a person must finish. */
  readonly notes: readonly string[];
}

export const specPlace = ({ spec, specEnd }: LegacyItem, { text }: Source): SpecPlace => ({
  end: specEnd,
  column: columnOf(spec.start, text),
});

/** The text of a component. A comment beside what named its kind stays beside it. */
export function printComponent(kind: string, spec: YamlMap, beside?: unknown): string {
  const root = newMap();
  const kindNode = new Scalar(kind);
  if (isScalar(beside) && beside.comment) kindNode.comment = beside.comment;
  if (isCollection(spec)) delete spec.spaceBefore;
  root.items.push(newPair('kind', kindNode), newPair('spec', spec));
  return print(root);
}

/** The text of a document. */
export function print(contents: Document['contents']): string {
  const document = new Document(undefined, AS_WRITTEN);
  document.contents = contents;
  // As wide as it is: a line that is folded anew is hard to compare with what it was.
  const text = document.toString({ lineWidth: 0, flowCollectionPadding: false });
  // Comments at its end can have empty lines behind them, where others were.
  const last = commentsOf(text).at(-1);
  const end = last === undefined ? 0 : last.at + last.text.length;
  return text.slice(end).trim() === '' ? `${text.slice(0, end)}\n` : text;
}

/** All parts as one file, with every comment of the original one, and what is left over as comments. */
export function joinParts(printed: readonly Part[], leftovers: readonly Leftover[], source: Source): string {
  const file = { text: source.text, comments: commentsOf(source.text) };
  const parts = printed.map(({ spec, ...part }) =>
    spec === undefined ? part : { ...part, text: withoutForeignTail(part.text, spec, file) },
  );
  const left = leftovers.map((leftover) => ({
    ...leftover,
    end: toEndOfLine(leftover.end, source.text, /^[ \t]*(?:#.*)?/),
  }));
  const comments: readonly Comment[] = [
    ...commentsOutside(left, file.comments),
    ...left.map(({ start, end, note }) => ({
      at: start,
      text: [...toFinish(note), asComment(source.text, start, end)].join('\n'),
    })),
  ].toSorted((a, b) => a.at - b.at);
  const stretches = parts.map(({ text, end }) => ({ text, end: toEndOfLine(end, source.text) }));
  const { before, behind } = lostComments(comments, stretches);
  const texts = parts.map(({ text, notes }, index) => {
    const head = [...(before[index] ?? []), ...notes.flatMap(toFinish)];
    return [...head, text].join('\n');
  });
  const tail = behind.map((line) => `${line}\n`).join('');
  return texts.length === 0 ? tail : `${texts.join('---\n')}${tail}`;
}

/** With the comment that follows, possibly behind the brackets around it. */
function toEndOfLine(end: number, text: string, between: RegExp = /^[ \t,\]}]*(?:#.*)?/): number {
  let trimmed = end;
  while (trimmed > 0 && /\s/.test(text.charAt(trimmed - 1))) trimmed--;
  return trimmed + (between.exec(text.slice(trimmed, lineEnd(text, trimmed)))?.[0].length ?? 0);
}

/** Comments without those in what is left over as a whole. */
function commentsOutside(leftovers: readonly Leftover[], comments: readonly Comment[]): readonly Comment[] {
  const sorted = leftovers.toSorted((a, b) => a.start - b.start);
  let [index, end] = [0, 0];
  return comments.filter(({ at }) => {
    for (; (sorted[index]?.start ?? Infinity) <= at; index++) end = Math.max(end, sorted[index]?.end ?? 0);
    return at >= end;
  });
}

const toFinish = (note: string | undefined): readonly string[] =>
  note === undefined ? [] : [`# To finish: ${note.replaceAll(/[\p{Cc}\u2028\u2029]/gu, ' ')}`];

/** A stretch of the file as comments, such that its lines stand under each other as they did. */
function asComment(text: string, start: number, end: number): string {
  const column = start - (text.lastIndexOf('\n', start - 1) + 1);
  const [first = '', ...others] = text.slice(start, end).trimEnd().split(/\r?\n/);
  const lines = others.map((line) => line.slice(Math.min(column, line.search(/\S|$/))));
  return [first, ...lines].map((line) => `# ${line}`.trimEnd()).join('\n');
}

function lineEnd(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end;
}
