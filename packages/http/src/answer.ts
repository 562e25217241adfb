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

/** 503: nothing was taken or given; the client may repeat the request as it is. */
export function answerBusy(response: ServerResponse, text: string): void {
  answer(response, 503, text, { 'Retry-After': '1' });
}

/** The non-empty path segments of a request URL after decoding, or undefined when it is malformed. */
export function pathSegments(url: string): string[] | undefined {
  const path = url.split(/[?#]/, 1)[0] ?? '';
  try {
    return decodeURIComponent(path).replace(/^\//, '').split('/');
  } catch {
    return undefined;
  }
}
