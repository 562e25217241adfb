import { CallFailure } from '@statefun-ts/engine';
import type { Address, ErrorCode } from '@statefun-ts/protocol';
import { MalformedReply } from './http1/malformed-reply.ts';
import type { ResponseHead } from './http1/response-head.ts';
import { tlsFailure } from './tls-failure.ts';

/** So much of a body or an id is quoted. */
const QUOTE_CHARS_MAX = 200;

/** Why streams end when their transport is closed. */
export const TRANSPORT_CLOSED = new Error('its transport was closed');

/** What failed and why, as a sentence: `Calling ns/type "id" at URL failed: detail.` */
export function callFailure(
  where: { readonly target: Address; readonly url: string },
  what: {
    readonly code: ErrorCode;
    readonly detail: string;
    readonly transient: boolean;
    readonly cause?: unknown;
  },
): CallFailure {
  const { namespace, type, id } = where.target;
  return new CallFailure(
    what.code,
    `Calling ${namespace}/${type} ${quote(id)} at ${where.url} failed: ${what.detail}.`,
    what,
  );
}

/** The printable part of a text from outside, cut to a length that a log line bears, in quotes. */
export function quote(text: string): string {
  const printable = text.replaceAll(/[\p{C}\s]+/gu, ' ').trim();
  const shown = printable.slice(0, QUOTE_CHARS_MAX).toWellFormed();
  return `"${shown}${shown.length < printable.length ? '…' : ''}"`;
}

/** What the network said, also when it said so in several errors or with a code only. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.message !== '') return error.message;
  if (error instanceof AggregateError && error.errors.length > 0)
    return error.errors.map(reasonOf).join('; ');
  return (error as NodeJS.ErrnoException).code ?? error.name;
}

/** The name of a failure of a connection. `begun`: the request was written to a connection. */
export function networkFailure(error: unknown, begun: boolean): { code: ErrorCode; detail: string } {
  const name = String((error as NodeJS.ErrnoException).code);
  const reason = reasonOf(error);
  const insecure = tlsFailure(name, reason);
  if (insecure !== undefined) return { code: 'STATEFUN_CALL_TLS', detail: insecure };
  if (!begun) return { code: 'STATEFUN_CALL_CONNECT', detail: `no connection: ${reason}` };
  if (error instanceof MalformedReply) {
    return {
      code: 'STATEFUN_CALL_REPLY_INVALID',
      detail: `what came back is not HTTP as expected: ${reason}`,
    };
  }
  return { code: 'STATEFUN_CALL_DISCONNECTED', detail: `the connection broke: ${reason}` };
}

/**
 * The name of a reply that is no answer: not a 2xx, or of another content type. `body`: its beginning;
 * `redirects`: which ones are followed.
 */
export function refusal(
  head: ResponseHead | undefined,
  body: Buffer,
  redirects: string,
): { code: 'STATEFUN_CALL_STATUS' | 'STATEFUN_CALL_CONTENT_TYPE'; detail: string } {
  const { status = 0, location, contentType: type, contentEncoding: encoding } = head ?? {};
  const said = body.length === 0 || encoding !== undefined ? '' : `: ${quote(body.toString())}`;
  if (status < 200 || status >= 300) {
    const redirect = location === undefined ? '' : ` (to ${quote(withoutSecrets(location))}; ${redirects})`;
    return {
      code: 'STATEFUN_CALL_STATUS',
      detail: `the service answered with status ${status}${redirect}${said}`,
    };
  }
  const kind = type === undefined ? 'no content type' : `content type ${quote(type)}`;
  return {
    code: 'STATEFUN_CALL_CONTENT_TYPE',
    detail:
      `the service answered ${status} with ${kind} instead of application/octet-stream${said}; ` +
      'is this the URL of a function service?',
  };
}

/** A URL without its credentials and the values of its query. */
export function withoutSecrets(url: string): string {
  return url
    .replace(/\/\/[^/?#]*@/, '//')
    .replaceAll(/=[^&#]*/g, '=…')
    .replace(/#.*/s, '');
}
