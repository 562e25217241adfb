/**
 * A call as the event that API Gateway would make of a POST request: payload format 2.0, and what handlers for format
 * 1.0 and load balancers look at beside it. So the handlers of the SDKs need to know nothing of this transport.
 */
export const eventOf = (request: Uint8Array): string =>
  JSON.stringify({
    version: '2.0',
    rawPath: '/',
    rawQueryString: '',
    path: '/',
    httpMethod: 'POST',
    headers: { 'content-type': 'application/octet-stream' },
    requestContext: { http: { method: 'POST', path: '/' } },
    isBase64Encoded: true,
    body: Buffer.from(request.buffer, request.byteOffset, request.byteLength).toString('base64'),
  });

/** What a handler answered. */
export interface Answer {
  readonly status: number;
  readonly body: Buffer;
}

/** Reads what a handler answered for API Gateway. Throws an `Error` that says what is wrong with it. */
export function answerOf(payload: Uint8Array): Answer {
  const text = Buffer.from(payload).toString();
  let result: unknown;
  try {
    result = JSON.parse(text);
  } catch {
    throw new Error('its answer is not JSON');
  }
  if (typeof result !== 'object' || result === null)
    throw new Error('its answer is not that of an HTTP handler, an object with statusCode and body');
  const { statusCode = 200, body = '', isBase64Encoded } = result as Readonly<Record<string, unknown>>;
  if (typeof statusCode !== 'number' || typeof body !== 'string')
    throw new Error('its answer is not that of an HTTP handler, an object with statusCode and body');
  if (isBase64Encoded !== true && body !== '' && statusCode >= 200 && statusCode < 300)
    throw new Error('its body is text: set isBase64Encoded, and encode the body so');
  return { status: statusCode, body: Buffer.from(body, isBase64Encoded === true ? 'base64' : 'utf8') };
}
