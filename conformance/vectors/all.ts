import { EFFECTS } from './cases/effects.ts';
import { REQUESTS } from './cases/requests.ts';
import { STATE } from './cases/states.ts';
import { VALUES } from './cases/values.ts';
import type { Vector } from './vector.ts';

const ALL: readonly Vector[] = [...VALUES, ...STATE, ...EFFECTS, ...REQUESTS];

/** Repetitions that are worth to be written as such; in latin1, so that a character is a byte. */
const RUN = /([^]{1,4}?)\1{63,}/g;

const hexOf = (latin1: string): string => Buffer.from(latin1, 'latin1').toString('hex');

/** Bytes as text: hex, with long repetitions as `hex*times`, and a space between such parts. */
const textOf = (bytes: Uint8Array): string => {
  const latin1 = Buffer.from(bytes).toString('latin1');
  const parts: string[] = [];
  let end = 0;
  for (const { 0: run, 1: unit = '', index } of latin1.matchAll(RUN)) {
    if (index > end) parts.push(hexOf(latin1.slice(end, index)));
    parts.push(`${hexOf(unit)}*${run.length / unit.length}`);
    end = index + run.length;
  }
  if (end < latin1.length) parts.push(hexOf(latin1.slice(end)));
  return parts.join(' ');
};

/** The text of vectors.json. */
export const vectorsJson = (): string => {
  const vectors = ALL.map(({ name, says, request, expected }) => ({
    name,
    says,
    request: textOf(request),
    ...(typeof expected === 'string' ? { error: expected } : { reply: textOf(expected) }),
  }));
  return `${JSON.stringify(vectors, null, 2)}\n`;
};
