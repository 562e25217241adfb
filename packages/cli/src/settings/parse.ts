import { parseDuration } from '@statefun-ts/module';

/** Reads the text of a setting. Throws an `Error` whose message says what would be right. */
export type Parse<T> = (text: string) => T;

export const text: Parse<string> = (value) => {
  if (value.trim() === '') throw new Error('must not be empty');
  return value;
};

/** Undefined for `off`. */
export const textOrOff: Parse<string | undefined> = (value) => (value === 'off' ? undefined : text(value));

/** One name; several are separated by commas. */
export const list: Parse<readonly string[]> = (value) => {
  const parts = value.split(',').map((part) => part.trim());
  if (parts.includes('')) throw new Error('must be one or more names, separated by commas');
  return parts;
};

/** Names, separated by commas; none for `off`. */
export const listOrOff: Parse<readonly string[]> = (value) => (value === 'off' ? [] : list(value));

/** Names of the form `<namespace>/<name>`, separated by commas; none for `off`. */
export const typenamesOrOff: Parse<readonly string[]> = (value) => {
  if (value === 'off') return [];
  const names = list(value);
  if (!names.every((name) => /^[^/]+\/[^/]+$/.test(name)))
    throw new Error('must be one or more ids <namespace>/<name>, separated by commas, or off');
  return names;
};

/** Letters, digits, `.`, `_` and `-`: what Kafka allows in the ids that derive from it. */
export const identifier: Parse<string> = (value) => {
  if (!/^[\w.-]{1,100}$/.test(value))
    throw new Error('must be 1 to 100 letters, digits, dots, dashes or underscores');
  return value;
};

export function wholeNumber(min: number, max: number): Parse<number> {
  return (value) => {
    const number = /^\d+$/.test(value) ? Number(value) : Number.NaN;
    if (!(number >= min && number <= max)) throw new Error(`must be a whole number from ${min} to ${max}`);
    return number;
  };
}

/** Undefined for `auto`. */
export function wholeNumberOrAuto(min: number, max: number): Parse<number | undefined> {
  const number = wholeNumber(min, max);
  return (value) => (value === 'auto' ? undefined : number(value));
}

export function oneOf<T extends string>(...choices: readonly T[]): Parse<T> {
  return (value) => {
    const choice = choices.find((candidate) => candidate === value.toLowerCase());
    if (choice === undefined) throw new Error(`must be one of ${choices.join(', ')}`);
    return choice;
  };
}

export const durationMs: Parse<number> = (value) => {
  try {
    return parseDuration(value);
  } catch {
    throw new Error('must be a duration, as 500ms, 10s or 2min');
  }
};
