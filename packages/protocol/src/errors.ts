/**
 * The one table of coded errors: every error, dead letter and refusal carries one of these codes. The text
 * says when it arises; the message of the error itself says what was wrong, where, and what to do.
 */
export const ERRORS = {
  // protocol
  STATEFUN_TYPENAME_INVALID: 'A type name is not of the form <namespace>/<name>.',
  STATEFUN_ADDRESS_INVALID: 'An address lacks a part.',
  STATEFUN_VALUE_INVALID: 'A value is not what its type says.',

  // module

  // engine

  // store

  // transport

  // kafka

  // http

  // sdk

  // runtime, cli
} as const;

/** A code of the table. */
export type ErrorCode = keyof typeof ERRORS;

/** An error with a code that stays the same across versions, for programs to act on. */
export class StatefunError extends Error {
  override readonly name: string = 'StatefunError';
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options: { cause?: unknown } = {}) {
    super(message, options);
    this.code = code;
  }
}
