import type { Answer } from './exchange.ts';
import { Refusal, tooLarge } from './exchange.ts';

/** What is read of an AWS event: API Gateway 1.0 and 2.0, function URLs and load balancers. */
export interface LambdaEvent {
  /** Payload format 1.0, and load balancers. */
  readonly httpMethod?: string;
  /** Payload format 2.0, and function URLs. */
  readonly requestContext?: { readonly http?: { readonly method?: string } };
  readonly headers?: Readonly<Record<string, string | undefined>> | null;
  readonly body?: string | null;
  readonly isBase64Encoded?: boolean;
}

/** What AWS makes an HTTP response of, for any of the events. */
export interface LambdaResult {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly isBase64Encoded: boolean;
}

export function lambdaMethod(event: LambdaEvent): string {
  return event.httpMethod ?? event.requestContext?.http?.method ?? '';
}

export function lambdaContentType(event: LambdaEvent): string | undefined {
  const headers = Object.entries(event.headers ?? {});
  return headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1];
}

/** The bytes of an event's body, at most `payloadBytesMax`; else throws a refusal with status 413. */
export function readLambdaBody(event: LambdaEvent, payloadBytesMax: number): Uint8Array {
  const body = event.body ?? '';
  if (body !== '' && event.isBase64Encoded !== true) {
    throw new Refusal(
      400,
      'The body came as text, which damages it: add application/octet-stream to the binary media types of the API.',
    );
  }
  if (Buffer.byteLength(body, 'base64') > payloadBytesMax) throw tooLarge(payloadBytesMax);
  return Buffer.from(body, 'base64');
}

/** The answer as a result for AWS: in base64, which it undoes. */
export function toLambdaResult({ status, headers, body }: Answer): LambdaResult {
  const base64 = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('base64');
  return { statusCode: status, headers, body: base64, isBase64Encoded: true };
}
