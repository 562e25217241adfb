import type { ServerResponse } from 'node:http';

/**
 * Ends a response with a text for people. The `Status` header repeats the status code: clients of the
 * original's playground look there, where its real status was always 200.
 */
export function answer(
  response: ServerResponse,
  status: number,
  text: string | Uint8Array = '',
  headers: Readonly<Record<string, string>> = {},
): void {
  const body = typeof text === 'string' && text !== '' ? `${text}\n` : text;
  response.writeHead(status, {
    ...(body.length > 0 && { 'Content-Type': 'text/plain; charset=utf-8' }),
    'Content-Length': Buffer.byteLength(body),
    Status: String(status),
    ...headers,
  });
  response.end(body);
}

/** What a request to a proxy begins with; a server has to take it, too. */
const ABSOLUTE = /^https?:\/\/[^/?#]*/i;

/** 503: nothing was taken or given; the client may repeat the request as it is. */
export function answerBusy(response: ServerResponse, text: string): void {
  answer(response, 503, text, { 'Retry-After': '1' });
}

/**
 * The segments of a request's path, decoded, when there are `count` of them; else undefined, as when it is
 * malformed. An encoded slash belongs to its segment, so that an id may have slashes; only a path that has
 * fewer segments as it stands is decoded first, as the original does.
 */
export function pathSegments(url: string, count: number): string[] | undefined {
  const path = url.replace(ABSOLUTE, '').split(/[?#]/, 1)[0] ?? '';
  const raw = path.replace(/^\//, '').split('/');
  try {
    if (raw.length === count) return raw.map(decodeURIComponent);
    const decoded = decodeURIComponent(raw.join('/')).split('/');
    return decoded.length === count ? decoded : undefined;
  } catch {
    return undefined;
  }
}
