import { STREAM_HEADER, STREAM_VERSION } from '@statefun-ts/protocol';
import { MalformedReply } from './malformed-reply.ts';

/** What a caller needs of the head of a reply. Values are as they came, without the space around them. */
export interface ResponseHead {
  readonly status: number;
  readonly contentType: string | undefined;
  readonly contentEncoding: string | undefined;
  readonly location: string | undefined;
  /** The service speaks streams, too: see docs/stream-transport.md. */
  readonly offersStreams: boolean;
  /** `content-length`; undefined when it is not said. */
  readonly bodyBytes: number | undefined;
  readonly isChunked: boolean;
  /** The connection can serve another request when the body was read. */
  readonly keepsAlive: boolean;
  /** The service closes the connection when it is idle for so long, as far as it says; otherwise infinite. */
  readonly idleMs: number;
}

const STATUS_LINE = /^HTTP\/1\.([01]) (\d{3})(?:[ \r]|$)/;
const FIELD_NAME = /^[!#$%&'*+\-.^_`|~\dA-Za-z]+$/;
const CONTENT_LENGTH = /^\d{1,15}$/;
/** A list of versions that has ours. */
const OFFER = new RegExp(`(?:^|,)\\s*${STREAM_VERSION}\\s*(?:,|$)`);
const TIMEOUT = /(?:^|[,;\s])timeout=(\d{1,9})/i;

/** The fields that are looked at. */
class Fields {
  'content-type': string | undefined = undefined;
  'content-encoding': string | undefined = undefined;
  'content-length': string | undefined = undefined;
  'transfer-encoding': string | undefined = undefined;
  location: string | undefined = undefined;
  connection: string | undefined = undefined;
  'keep-alive': string | undefined = undefined;
  [STREAM_HEADER]: string | undefined = undefined;
}

/** Whether a connection is kept, which framing it has: a second field must not contradict the first. */
const FRAMING: ReadonlySet<string> = new Set(['content-length', 'transfer-encoding']);

/** Heads that came lately, by their text: those of one second from one service are nearly all the same. */
const lately = new Map<string, ResponseHead>();
const LATELY_MAX = 64;
const LATELY_LENGTH_MAX = 1024;

/**
 * Reads the head of a reply (RFC 9112), without the empty line that ends it. It is strict where a head could be read in
 * two ways. Throws `MalformedReply`.
 */
export function parseHead(text: string): ResponseHead {
  const known = lately.get(text);
  if (known !== undefined) return known;
  const head = parse(text);
  if (lately.size >= LATELY_MAX) lately.clear();
  if (text.length <= LATELY_LENGTH_MAX) lately.set(text, head);
  return head;
}

function parse(text: string): ResponseHead {
  const status = STATUS_LINE.exec(text);
  if (status === null) throw new MalformedReply('it does not begin with a status line of HTTP/1');
  const fields = parseFields(text);
  const length = fields['content-length'];
  if (length !== undefined && !CONTENT_LENGTH.test(length))
    throw new MalformedReply('its content-length is no number');
  const encoding = fields['transfer-encoding'];
  if (encoding !== undefined && (length !== undefined || encoding.toLowerCase() !== 'chunked'))
    throw new MalformedReply('its transfer-encoding is not just chunked');
  const { connection, 'keep-alive': keepAlive } = fields;
  return {
    status: Number(status[2]),
    contentType: fields['content-type'],
    contentEncoding: fields['content-encoding'],
    location: fields.location,
    offersStreams: OFFER.test(fields[STREAM_HEADER] ?? ''),
    bodyBytes: length === undefined ? undefined : Number(length),
    isChunked: encoding !== undefined,
    keepsAlive:
      status[1] === '1' ? !/\bclose\b/i.test(connection ?? '') : /\bkeep-alive\b/i.test(connection ?? ''),
    idleMs: keepAlive === undefined ? Infinity : Number(TIMEOUT.exec(keepAlive)?.[1] ?? Infinity) * 1_000,
  };
}

function parseFields(head: string): Fields {
  const fields = new Fields();
  for (let from = nextLine(head, 0); from < head.length; from = nextLine(head, from)) {
    const end = head.indexOf('\r\n', from);
    const line = head.slice(from, end < 0 ? head.length : end);
    const colon = line.indexOf(':');
    const name = line.slice(0, Math.max(0, colon)).toLowerCase();
    if (!FIELD_NAME.test(name)) throw new MalformedReply('a field of its head has no name');
    if (!(name in fields)) continue;
    const field = name as keyof Fields;
    const value = line.slice(colon + 1).trim();
    if (fields[field] !== undefined && fields[field] !== value && FRAMING.has(field))
      throw new MalformedReply(`it has two fields ${field}`);
    fields[field] = value;
  }
  return fields;
}

const nextLine = (head: string, from: number): number => {
  const end = head.indexOf('\r\n', from);
  return end < 0 ? head.length : end + 2;
};
