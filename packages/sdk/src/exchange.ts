import { StatefunError } from '@statefun-ts/protocol';

/** A reply to one HTTP request, for an adapter to write. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** One HTTP request, as an adapter sees it. */
export interface Exchange {
  readonly method: string;
  readonly contentType: string | null | undefined;
  /** Reads the body; throws `Refusal` when it is too large. */
  readonly readBody: () => Uint8Array | Promise<Uint8Array>;
  /** Applies the body to the functions. */
  readonly invoke: (request: Uint8Array) => Promise<Uint8Array>;
  /** Is told of failures on our side. Callers get a short text only: they may be anyone. */
  readonly onError: (error: unknown) => void;
}

/** A request whose body can be read, at most `payloadBytesMax` bytes of it. */
export interface ReadableRequest extends Pick<Exchange, 'method' | 'contentType'> {
  readonly readBody: (payloadBytesMax: number) => Uint8Array | Promise<Uint8Array>;
}

/** An answer that says no. */
export class Refusal extends Error {
  readonly answer: Answer;

  constructor(status: number, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.answer = {
      status,
      headers: { 'content-type': 'text/plain; charset=utf-8', ...headers },
      body: Buffer.from(`${message}\n`),
    };
  }
}

/** The refusal of a body above the limit. */
export const tooLarge = (payloadBytesMax: number) =>
  new Refusal(413, `The body is larger than ${payloadBytesMax} bytes.`);

const octetStream = 'application/octet-stream';

/** The HTTP rules, the same for every adapter. Always resolves to an answer. */
export async function exchange({
  method,
  contentType,
  readBody,
  invoke,
  onError,
}: Exchange): Promise<Answer> {
  try {
    if (method !== 'POST') throw new Refusal(405, 'Calls to functions are POST requests.', { allow: 'POST' });
    if (!isOctetStream(contentType)) throw new Refusal(415, `The content type of a call is ${octetStream}.`);
    const body = await invoke(await readOrRefuse(readBody));
    return { status: 200, headers: { 'content-type': octetStream }, body };
  } catch (error) {
    const refusal = refusalFor(error);
    if (refusal.answer.status >= 500) onError(error);
    return refusal.answer;
  }
}

const isOctetStream = (contentType: string | null | undefined) =>
  contentType === null ||
  contentType === undefined ||
  contentType === '' ||
  contentType.split(';', 1)[0]?.trim().toLowerCase() === octetStream;

async function readOrRefuse(readBody: Exchange['readBody']): Promise<Uint8Array> {
  try {
    return await readBody();
  } catch (error) {
    throw error instanceof Refusal ? error : new Refusal(400, 'The body could not be read.');
  }
}

/** A function type that is not bound is 503: the deployment that binds it may be on its way, so try again. */
export function refusalFor(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  const code = error instanceof StatefunError ? error.code : undefined;
  if (code === 'STATEFUN_REQUEST_INVALID') return new Refusal(400, (error as StatefunError).message);
  if (code === 'STATEFUN_FUNCTION_UNBOUND') return new Refusal(503, (error as StatefunError).message);
  return new Refusal(500, 'The function failed. Its service has the details.');
}
