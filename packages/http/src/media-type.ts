import type { TypedValue } from '@statefun-ts/protocol';
import { STRING, stringType } from '@statefun-ts/protocol';

/** What a request body is, by its content type: a value, or what is wrong with the request. */
export type BodyValue =
  | { readonly ok: true; readonly argument: TypedValue }
  | { readonly ok: false; readonly status: 400 | 415; readonly message: string };

const VENDOR_PREFIX = 'application/vnd.';
const HOW_TO_SAY =
  'Say what the body is by its Content-Type: `application/vnd.<namespace>/<name>` for a value of the type ' +
  '<namespace>/<name>, as in `curl -H "Content-Type: application/vnd.example/GreetRequest" …`, ' +
  'or `text/plain` for a string.';

/**
 * The value that a body stands for. `application/vnd.<typename>` names its type, and the bytes are passed on
 * as they are; `text/plain` is text, which becomes a `io.statefun.types/string`. Parameters are not part of
 * the type.
 */
export function toValue(contentType: string | undefined, body: Uint8Array): BodyValue {
  const [mediaType = '', ...parameters] = (contentType ?? '').split(';').map((part) => part.trim());
  if (mediaType.toLowerCase().startsWith(VENDOR_PREFIX)) {
    return vendorValue(mediaType.slice(VENDOR_PREFIX.length), body);
  }
  if (mediaType.toLowerCase() === 'text/plain') return textValue(parameters, body);
  const problem =
    mediaType === '' ? 'The request has no Content-Type.' : `The Content-Type ${mediaType} names no type.`;
  return { ok: false, status: 415, message: `${problem} ${HOW_TO_SAY}` };
}

function vendorValue(typename: string, value: Uint8Array): BodyValue {
  if (/^[^/].*\/[^/]+$/.test(typename)) return { ok: true, argument: { typename, hasValue: true, value } };
  const message = `'${typename}' in the Content-Type is no type name <namespace>/<name>. ${HOW_TO_SAY}`;
  return { ok: false, status: 415, message };
}

function textValue(parameters: readonly string[], body: Uint8Array): BodyValue {
  const charset = parameters
    .map((parameter) => /^charset="?([^"]*)"?$/i.exec(parameter)?.[1]?.toLowerCase())
    .find((value) => value !== undefined);
  if (charset !== undefined && !['utf-8', 'utf8', 'us-ascii'].includes(charset)) {
    const message = `The charset ${charset} is not supported. Send the text as UTF-8.`;
    return { ok: false, status: 415, message };
  }
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body);
    return { ok: true, argument: { typename: STRING, hasValue: true, value: stringType.encode(text) } };
  } catch {
    return {
      ok: false,
      status: 400,
      message: 'The body is not valid UTF-8, which text/plain stands for here.',
    };
  }
}
