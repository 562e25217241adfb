import { promisify } from 'node:util';
import { inflateRaw, unzip } from 'node:zlib';
import type { FromFunction } from '@statefun-ts/protocol';
import { StatefunError, fromFunctionCodec } from '@statefun-ts/protocol';

const unzipped = promisify<Uint8Array, { maxOutputLength: number }, Buffer>(unzip);
const inflatedRaw = promisify<Uint8Array, { maxOutputLength: number }, Buffer>(inflateRaw);

/** So many pieces of a body are kept as they come. */
const PIECES_MAX = 1024;

/** Is this header an `application/octet-stream`? Case and parameters don't matter. */
export function isOctetStream(contentType: string): boolean {
  if (contentType === 'application/octet-stream') return true;
  return /^\s*application\/octet-stream\s*(;|$)/i.test(contentType);
}

/**
 * Adds a piece to those of a body. Beyond a thousand they are joined to pieces of which each is larger than all
 * after it, since a piece costs memory besides its bytes: a body that comes byte by byte would take a hundred
 * times its size.
 */
export function addPiece(pieces: Buffer[], piece: Buffer): void {
  let at = pieces.push(piece) - 1;
  let bytes = piece.length;
  for (; at > PIECES_MAX; at--) {
    const formerBytes = pieces[at - 1]?.length ?? 0;
    if (formerBytes > bytes) break;
    bytes += formerBytes;
  }
  if (at < pieces.length - 1) pieces.push(Buffer.concat(pieces.splice(at), bytes));
}

/** Decodes a body that is not compressed. Throws `STATEFUN_CALL_REPLY_INVALID`. */
export function decodeReply(body: Uint8Array): FromFunction {
  try {
    return fromFunctionCodec.decode(body);
  } catch (error) {
    throw new StatefunError(
      'STATEFUN_CALL_REPLY_INVALID',
      `its ${body.length} bytes are not a FromFunction message`,
      { cause: error },
    );
  }
}

/**
 * Unpacks a body by its `content-encoding`. Throws `STATEFUN_CALL_PAYLOAD_TOO_LARGE` as soon as it comes to more
 * than `bytesMax`, and `STATEFUN_CALL_REPLY_INVALID` when it is damaged or of an encoding that was not asked for.
 */
export async function unpackReply(body: Uint8Array, encoding: string, bytesMax: number): Promise<Uint8Array> {
  const name = encoding.trim().toLowerCase();
  if (name === 'identity') return body;
  if (name !== 'gzip' && name !== 'x-gzip' && name !== 'deflate') {
    throw new StatefunError(
      'STATEFUN_CALL_REPLY_INVALID',
      `its content-encoding is ${JSON.stringify(encoding)}; only gzip and deflate were asked for`,
    );
  }
  // "deflate" means a zlib stream, but some servers send it without its two bytes of header.
  const bare = name === 'deflate' && ((body[0] ?? 0) & 0x0f) !== 8;
  try {
    return await (bare ? inflatedRaw : unzipped)(body, { maxOutputLength: bytesMax });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') {
      throw new StatefunError(
        'STATEFUN_CALL_PAYLOAD_TOO_LARGE',
        `its ${body.length} bytes unpack to more than ${bytesMax}`,
        { cause: error },
      );
    }
    throw new StatefunError('STATEFUN_CALL_REPLY_INVALID', `its ${name} encoding is damaged`, {
      cause: error,
    });
  }
}
