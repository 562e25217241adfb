import { request as httpRequest } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import { FrameReader, FrameType, FrameWriter, STREAM_CONTENT_TYPE } from '@statefun-ts/protocol';

/** A frame that a service said. */
export interface Said {
  readonly type: number;
  readonly call: number;
  readonly payload: Buffer;
}

/** A runtime's side of a stream, as bare as can be. */
export class StreamClient {
  readonly said: Said[] = [];
  status = 0;
  headers: IncomingHttpHeaders = {};
  /** The service ended its side in order; the connection was cut. */
  isEnded = false;
  isCut = false;
  readonly #request;

  constructor(url: string, method = 'POST') {
    const reader = new FrameReader(
      { onFrame: (type, call, payload) => void this.said.push({ type, call, payload }), onTooLong: () => {} },
      2 ** 31,
    );
    this.#request = httpRequest(url, { method, headers: { 'content-type': STREAM_CONTENT_TYPE } });
    this.#request.on('response', (response) => {
      this.status = response.statusCode ?? 0;
      this.headers = response.headers;
      response.on('data', (bytes: Buffer) => reader.feed(bytes));
      response.on('end', () => (this.isEnded = true));
      response.on('error', () => (this.isCut = true));
    });
    this.#request.on('error', () => (this.isCut = true));
    this.#request.flushHeaders();
  }

  /** Writes bytes; resolves when the system has them. */
  write(bytes: Uint8Array): Promise<void> {
    return new Promise((resolve) => this.#request.write(bytes, () => resolve()));
  }

  say(type: number, call: number, payload?: Uint8Array): void {
    const writer = new FrameWriter();
    writer.add(type, call, payload);
    for (const piece of writer.take()) void this.write(piece);
  }

  end(): void {
    this.#request.end();
  }

  destroy(): void {
    this.#request.destroy();
  }

  /** Waits until `condition` holds; the runner's time-out is the limit. */
  async until(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise((resolve) => setTimeout(resolve, 2));
  }

  /** Waits for the answer to a call. */
  async answer(call: number): Promise<Said> {
    const find = (): Said | undefined =>
      this.said.find((frame) => frame.call === call && frame.type !== FrameType.hello);
    await this.until(() => find() !== undefined);
    return find() as Said;
  }
}
