import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Server } from 'node:net';
import type { StreamLimits, StreamSessionOptions } from '@statefun-ts/protocol';
import { STREAM_CONTENT_TYPE, STREAM_HEADER, STREAM_VERSION, StreamSession } from '@statefun-ts/protocol';

/** Says in answers of plain requests that streams are spoken, too. */
export const STREAM_OFFER: Readonly<Record<string, string>> = { [STREAM_HEADER]: String(STREAM_VERSION) };

const CALLS_MAX = 1024;
/** How often a stream looks whether its server is shutting down, which a server does not tell its requests. */
const SHUTDOWN_LOOK_MS = 250;

/** Whether a request asks for a stream. */
export const asksForStream = ({ method, headers }: IncomingMessage): boolean =>
  method === 'POST' && headers['content-type'] === STREAM_CONTENT_TYPE;

export const streamLimits = (payloadBytesMax: number): StreamLimits => ({
  callsMax: CALLS_MAX,
  bytesMax: payloadBytesMax,
  payloadBytesMax,
});

/** Serves a stream over a request of a Node server; resolves when it is over. */
export async function serveNodeStream(
  request: IncomingMessage,
  response: ServerResponse,
  options: Omit<StreamSessionOptions, 'pipe'>,
): Promise<void> {
  request.socket.setNoDelay(true);
  response.writeHead(200, { 'content-type': STREAM_CONTENT_TYPE, ...STREAM_OFFER });
  response.flushHeaders();
  const session = new StreamSession({ ...options, pipe: pipeOf(request, response) });
  const watch = watchForShutdown(request, session);
  request.on('data', (bytes: Buffer) => session.receive(bytes));
  request.once('end', () => session.callerEnded());
  request.once('error', () => session.abandon());
  response.once('error', () => session.abandon());
  await new Promise<void>((resolve) => response.once('close', resolve));
  clearInterval(watch);
  session.abandon();
}

function pipeOf(request: IncomingMessage, response: ServerResponse): StreamSessionOptions['pipe'] {
  return {
    write: (pieces) => {
      if (pieces.length > 1) response.cork();
      let hasRoom = true;
      for (const piece of pieces) hasRoom = response.write(piece);
      if (pieces.length > 1) response.uncork();
      if (hasRoom || request.isPaused()) return;
      // Who does not take the answers gets no further calls in.
      request.pause();
      response.once('drain', () => request.resume());
    },
    end: () => response.end(),
    cut: () => request.socket.destroy(),
  };
}

/** A server that closes waits for its open requests, and a stream is one that does not end by itself. */
function watchForShutdown({ socket }: IncomingMessage, session: StreamSession): NodeJS.Timeout | undefined {
  const { server } = socket as { readonly server?: Server };
  if (server === undefined) return undefined;
  const watch = setInterval(() => {
    if (server.listening) return;
    clearInterval(watch);
    session.goAway();
  }, SHUTDOWN_LOOK_MS);
  return watch.unref();
}
