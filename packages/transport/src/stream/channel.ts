import { request as httpRequest } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { STREAM_CONTENT_TYPE, STREAM_HEADER, STREAM_VERSION } from '@statefun-ts/protocol';
import type { Connector } from '../connector.ts';

/** Carries the bytes of one stream both ways. */
export interface Channel {
  /** Pieces of one write, in order. */
  write(pieces: readonly Uint8Array[]): void;
  /** All was said. */
  end(): void;
  /** Cuts it off: nothing more is said or heard. */
  destroy(): void;
}

/** Hears of a channel. */
export interface ChannelListener {
  /** Bytes of the service, which do not change afterwards. */
  onBytes(bytes: Buffer): void;
  /** It is over, once: `undefined` when the service ended it in order. */
  onOver(error: Error | undefined): void;
}

/** Opens a channel. */
export type OpenChannel = (listener: ChannelListener) => Channel;

/** The service answered the request for a stream with something else. */
export class StreamRefused extends Error {
  override readonly name = 'StreamRefused';
}

/** Channels over HTTP/1.1: one exchange each, with both bodies open. */
export const httpChannels =
  (connector: Connector, host: string, path: string): OpenChannel =>
  (listener) => {
    let isOver = false;
    const over = (error?: Error): void => {
      if (isOver) return;
      isOver = true;
      request.destroy();
      listener.onOver(error);
    };
    const request = httpRequest({
      method: 'POST',
      path,
      setHost: false,
      headers: {
        host,
        'content-type': STREAM_CONTENT_TYPE,
        [STREAM_HEADER]: String(STREAM_VERSION),
        'transfer-encoding': 'chunked',
        'user-agent': 'statefun',
      },
      createConnection: () => connector.connect(),
    });
    request.setNoDelay(true);
    request.on('error', over);
    request.on('close', () => over(new Error('the connection was closed')));
    request.on('response', (response) => {
      const refusal = refusalOf(response);
      if (refusal !== undefined) {
        over(refusal);
        return;
      }
      response.on('data', (bytes: Buffer) => listener.onBytes(bytes));
      response.on('end', () => over());
      response.on('error', over);
    });
    request.flushHeaders();
    return {
      write: (pieces) => {
        if (pieces.length > 1) request.cork();
        for (const piece of pieces) request.write(piece);
        if (pieces.length > 1) request.uncork();
      },
      end: () => void request.end(),
      destroy: () => {
        isOver = true;
        request.destroy();
      },
    };
  };

function refusalOf({ statusCode, headers }: IncomingMessage): StreamRefused | undefined {
  if (statusCode !== 200) return new StreamRefused(`it answered with status ${statusCode}`);
  return headers['content-type'] === STREAM_CONTENT_TYPE
    ? undefined
    : new StreamRefused(`its answer has content type ${JSON.stringify(headers['content-type'] ?? '')}`);
}
