import { parseTypeName, formatTypeName, StatefunError } from '@statefun-ts/protocol';
import { z } from 'zod';
import { parseDuration } from '../duration.ts';
import type { Path } from '../node.ts';
import { parseSize } from '../size.ts';

/*
 * The types of fields. One convention holds for all of them: the message of an issue says what is expected,
 * and never quotes the value (which may be a secret); whoever reports the issue adds what was found. Every
 * scalar reaches a schema as the text that is written; `z.number()` stands in the unions for the JSON Schema.
 */

/** What a custom issue carries. */
export interface IssueParams {
  /** What exactly is wrong. It quotes the value, so it is for values that are no secret. */
  readonly detail?: string;
  /** Fields contradict each other, and the message says so itself. */
  readonly conflict?: true;
  /** Where the other field stands, from the root of the spec. */
  readonly other?: Path;
}

/** A mapping. Its unknown fields are issues whose message lists those that are known, for a suggestion. */
export const mapping = <S extends z.core.$ZodLooseShape>(shape: S) =>
  z.strictObject(shape, {
    error: ({ code }) => (code === 'unrecognized_keys' ? Object.keys(shape).join(', ') : 'a mapping'),
  });

/** What the JSON Schema can say of a scalar. It must let everything through that the parser takes. */
export interface ScalarHints {
  /** What its text looks like: a regular expression. */
  readonly pattern?: string;
  /** Bounds, when it can be a number. */
  readonly minimum?: number;
  readonly maximum?: number;
  readonly examples?: readonly string[];
}

/** A scalar that `parse` reads. What `parse` throws with a code becomes the issue's detail. */
export const parsed = <T>(expected: string, parse: (text: string) => T, hints: ScalarHints = {}) =>
  z
    .union([z.string(), z.number()], { error: expected })
    .meta({ ...hints })
    .transform((value, context): T => {
      try {
        return parse(String(value));
      } catch (error) {
        if (!(error instanceof StatefunError)) throw error;
        const params: IssueParams = { detail: error.message };
        context.addIssue({ code: 'custom', message: expected, params });
        return z.NEVER;
      }
    });

/** Text that is not empty. */
export const text = (expected: string) => z.string({ error: expected }).min(1, { error: expected });

/** One of some words. */
export const choice = <const T extends string>(...choices: readonly T[]) =>
  z.enum(choices, { error: `one of ${choices.join(', ')}` });

/** `<namespace>/<name>`, in its canonical form. */
export const typeName = (what: string) =>
  parsed(
    `${what} of the form <namespace>/<name>`,
    (value) => {
      const { namespace, name } = parseTypeName(value);
      return formatTypeName(namespace, name);
    },
    TYPE_NAME_HINTS,
  );

/** A slash between two parts. A slash after them is ignored. */
export const TYPE_NAME_HINTS: ScalarHints = { pattern: '^[^/]*/[^/]+/*$' };

const wholeNumber = (value: string): number => {
  const number = /^[+-]?\d+$/.test(value.trim()) ? Number(value) : Number.NaN;
  if (Number.isSafeInteger(number)) return number;
  throw new StatefunError('STATEFUN_MODULE_VALUE_INVALID', `${JSON.stringify(value)} is no whole number.`);
};

/** A whole number within bounds. */
export const integer = (min: number, max: number, expected = `a whole number from ${min} to ${max}`) =>
  parsed(expected, wholeNumber, { pattern: '^\\s*[+-]?\\d+\\s*$', minimum: min, maximum: max }).refine(
    (value) => value >= min && value <= max,
    { error: expected },
  );

/** Java's int, which the original reads. */
export const INT_MAX = 2 ** 31 - 1;

/** 0: the system picks one. */
export const port = () => integer(0, 65_535, 'a port number from 0 to 65535');

/** A whole number and a unit. The pattern does not know the units. */
const QUANTITY = '^\\s*\\d+\\s*[a-zA-Z\u00B5\u03BC]*\\s*$';
const DURATION_HINTS: ScalarHints = { pattern: QUANTITY, minimum: 0, examples: ['500ms', '30s', '2min'] };

/** Milliseconds of a duration in Flink's syntax. */
export const duration = () => parsed('a duration such as 500ms, 30s or 2min', parseDuration, DURATION_HINTS);

export const positiveDuration = () => {
  const expected = 'a duration above zero, such as 500ms, 30s or 2min';
  return parsed(expected, parseDuration, { ...DURATION_HINTS, minimum: 1 }).refine(
    (durationMs) => durationMs > 0,
    { error: expected },
  );
};

/** Bytes of a size in Flink's syntax. */
export const positiveSize = () => {
  const expected = `a size from 1 to ${INT_MAX} bytes, such as 33554432 or 32mb`;
  const hints: ScalarHints = { pattern: QUANTITY, minimum: 1, maximum: INT_MAX, examples: ['32mb'] };
  return parsed(expected, parseSize, hints).refine((size) => size > 0 && size <= INT_MAX, {
    error: expected,
  });
};

/**
 * A check across the fields of a mapping, which also runs when some of them are invalid, so that all
 * mistakes are found at once: an invalid field is then whatever it is, so look before you compare.
 */
export const across = <T>(check: (fields: Partial<T>, conflict: Conflict) => void) =>
  z.superRefine<T>(
    (fields, context) => {
      if (typeof fields !== 'object' || fields === null) return;
      check(fields, (path, message, other) => {
        const params: IssueParams = { conflict: true, ...(other !== undefined && { other }) };
        context.addIssue({ code: 'custom', path: [...path], message, params });
      });
    },
    { when: () => true },
  );

/** Reports a field that contradicts others; the message goes on after the field's name, and quotes no value. */
export type Conflict = (path: Path, message: string, other?: Path) => void;
