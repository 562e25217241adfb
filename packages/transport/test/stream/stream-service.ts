import type { IncomingMessage, ServerResponse } from 'node:http';
import type { TestContext } from 'node:test';
import type { StreamLimits } from '@statefun-ts/protocol';
import {
  FrameReader,
  FrameType,
  FrameWriter,
  STREAM_CONTENT_TYPE,
  STREAM_HEADER,
  encodeHello,
  toFunctionCodec,
} from '@statefun-ts/protocol';
import { httpServer, replyWith } from '../support.ts';

/** A call that came over a stream. */
export interface StreamedCall {
  readonly id: number;
  /** The id of the address that is called. */
  readonly target: string;
  readonly bytes: number;
}

/** One stream, as the service has it: what comes is there to see, what is said is the test's to say. */
export class ServedStream {
  readonly calls: StreamedCall[] = [];
  readonly cancelled: number[] = [];
  readonly response: ServerResponse;
  /** The runtime ended its side. */
  isEnded = false;
  isClosed = false;

  constructor(request: IncomingMessage, response: ServerResponse, onCall: (call: StreamedCall) => void) {
    this.response = response;
    const reader = new FrameReader(
      {
        onFrame: (type, id, payload) => {
          if (type === FrameType.cancel) this.cancelled.push(id);
          if (type === FrameType.ping) this.say(FrameType.pong, 0, payload);
          if (type !== FrameType.call) return;
          const target = toFunctionCodec.decode(payload).invocation?.target?.id ?? '';
          const call = { id, target, bytes: payload.length };
          this.calls.push(call);
          onCall(call);
        },
        onTooLong: () => {},
      },
      2 ** 31,
    );
    request.on('data', (bytes: Buffer) => reader.feed(bytes));
    request.on('end', () => {
      this.isEnded = true;
      response.end();
    });
    request.on('error', () => {});
    response.on('close', () => (this.isClosed = true));
    response.writeHead(200, { 'content-type': STREAM_CONTENT_TYPE });
  }

  say(type: number, id: number, payload?: Uint8Array): void {
    const writer = new FrameWriter();
    writer.add(type, id, payload);
    for (const piece of writer.take()) this.response.write(piece);
  }

  reply(id: number, text: string): void {
    this.say(FrameType.reply, id, replyWith('x', text));
  }

  cut(): void {
    this.response.socket?.destroy();
  }
}

/** What a service does in a test. */
export interface StreamServiceOptions {
  /** Does not offer streams when false. */
  readonly offers?: boolean;
  readonly limits?: Partial<StreamLimits>;
  /** Each call that comes over a stream. Without it they are answered with "streamed". */
  readonly onCall?: (call: StreamedCall, stream: ServedStream) => void;
  /** Answers a request for a stream in the place of the service. */
  readonly onStream?: (response: ServerResponse) => void;
}

/** A function service that speaks both ways; plain requests are answered with "plain". */
export async function streamService(t: TestContext, options: StreamServiceOptions = {}) {
  const {
    offers = true,
    limits,
    onStream,
    onCall = (call, stream) => stream.reply(call.id, 'streamed'),
  } = options;
  const streams: ServedStream[] = [];
  let plain = 0;
  const { url, close } = await httpServer(t, (request, response) => {
    if (request.headers['content-type'] === STREAM_CONTENT_TYPE) {
      if (onStream !== undefined) {
        onStream(response);
        return;
      }
      const stream: ServedStream = new ServedStream(request, response, (call) => onCall(call, stream));
      streams.push(stream);
      stream.say(
        FrameType.hello,
        0,
        encodeHello({ callsMax: 1024, bytesMax: 2 ** 25, payloadBytesMax: 2 ** 25, ...limits }),
      );
      return;
    }
    plain++;
    request.resume().on('end', () => {
      response.writeHead(200, {
        'content-type': 'application/octet-stream',
        ...(offers && { [STREAM_HEADER]: '1' }),
      });
      response.end(replyWith('x', 'plain'));
    });
  });
  return {
    url: `${url}/statefun`,
    close,
    streams,
    get plain(): number {
      return plain;
    },
  };
}
