import type { ErrorCode, TypeName } from '@statefun-ts/protocol';
import { StatefunError, parseSdkTypeName } from '@statefun-ts/protocol';

/**
 * The value itself, when it is a string with characters in it that has a UTF-8 form; throws otherwise,
 * saying `what` it is.
 */
export function requireText(
  what: string,
  value: unknown,
  code: ErrorCode = 'STATEFUN_MESSAGE_INVALID',
): string {
  if (typeof value !== 'string')
    throw new StatefunError(code, `${what} must be a string, not ${nameOf(value)}.`);
  if (value === '') throw new StatefunError(code, `${what} must not be empty.`);
  if (!value.isWellFormed()) {
    throw new StatefunError(code, `${what} has a lone surrogate, which has no UTF-8 form.`);
  }
  return value;
}

/** The two parts of `namespace/name`. Throws STATEFUN_TYPENAME_INVALID, for what is not a string, too. */
export function parseTypename(typename: unknown): TypeName {
  return parseSdkTypeName(requireText('A type name', typename, 'STATEFUN_TYPENAME_INVALID'));
}

/** What kind of thing a value is, for messages; never its content. */
export function nameOf(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (typeof value !== 'object') return `a ${typeof value}`;
  return `an object of ${value.constructor?.name ?? 'no class'}`;
}
