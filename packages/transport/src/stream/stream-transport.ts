import type { Observer, Transport } from '@statefun-ts/engine';
import { CallFailure } from '@statefun-ts/engine';
import type { FromFunction, InvocationBatchRequest } from '@statefun-ts/protocol';
import { Deadlines } from '../deadlines.ts';
import type { Dialect } from '../dialect.ts';
import { reasonOf } from '../failure.ts';
import type { HttpTransport } from '../http-transport.ts';
import type { Route, Routes } from '../routes.ts';
import { StreamRefused, httpChannels } from './channel.ts';
import { StreamCall } from './stream-call.ts';
import { Streams } from './streams.ts';

/** How often a stream is asked whether it lives; after twice as long a silence it is given up. */
const SILENCE_MS = 10_000;

/** What a stream transport goes by. */
export interface StreamTransportOptions {
  readonly routes: Routes;
  /** For services that do not speak streams, and while there is none. */
  readonly plain: HttpTransport;
  readonly dialect: Dialect;
  readonly payloadBytesMax: number;
  readonly connectMs: number;
  /** To each URL. */
  readonly streams: number;
  readonly streamTtlMs: number;
  /** A number in [0, 1). */
  readonly random: () => number;
  /** Is told of streams that fail. */
  readonly observer: Observer | undefined;
}

/**
 * Calls over streams (docs/stream-transport.md) to services that offer them in their answers, and by plain requests to
 * all others. Nothing ever waits for a stream to be opened.
 */
export class StreamTransport implements Transport {
  readonly #options: StreamTransportOptions;
  readonly #deadlines = new Deadlines<StreamCall>();
  #closing: Promise<void> | undefined;

  constructor(options: StreamTransportOptions) {
    this.#options = options;
  }

  call(request: InvocationBatchRequest, budgetMs: number): Promise<FromFunction> {
    const { target } = request;
    const route = this.#closing === undefined && target !== null ? this.#routeOf(target.type) : undefined;
    if (target === null || route?.streams?.isOpen !== true)
      return this.#options.plain.call(request, budgetMs);
    const { streams } = route;
    return new Promise((resolve, reject) => {
      const { dialect, payloadBytesMax } = this.#options;
      const deadlines = this.#deadlines;
      streams.enter(
        new StreamCall({
          request,
          target,
          url: route.url,
          budgetMs,
          dialect,
          payloadBytesMax,
          deadlines,
          resolve,
          reject,
        }),
      );
    });
  }

  get callsWanted(): number | undefined {
    const streams = this.#options.routes.only?.streams;
    return streams?.isOpen === true ? streams.callsWanted : this.#options.plain.callsWanted;
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.#deadlines.close();
    await this.#options.plain.close();
  }

  /** The route with the streams that it should have; undefined when there is none. */
  #routeOf(name: string): Route | undefined {
    let route: Route;
    try {
      route = this.#options.routes.of(name);
    } catch {
      // The plain transport says what is wrong.
      return undefined;
    }
    if (route.offersStreams) {
      route.streams ??= this.#streamsOf(route);
      route.streams.ensure();
    }
    return route;
  }

  #streamsOf(route: Route): Streams {
    const { connectMs, payloadBytesMax, streams, streamTtlMs, random } = this.#options;
    return new Streams({
      open: httpChannels(route.connections.connector, route.host, route.path),
      count: streams,
      payloadBytesMax,
      times: { openMs: connectMs, silenceMs: SILENCE_MS, ttlMs: streamTtlMs },
      random,
      onFailed: (error) => this.#failed(route, error),
      fallBack: (call) => this.#fallBack(call),
    });
  }

  #failed(route: Route, error: Error): void {
    // It does not speak streams after all.
    if (error instanceof StreamRefused) route.offersStreams = false;
    this.#options.observer?.log(
      'warn',
      `A stream to ${route.url} failed: ${reasonOf(error)}; what it was at is called again, by plain requests where no other stream is open`,
      { code: 'STATEFUN_STREAM_FAILED' },
    );
  }

  #fallBack(call: StreamCall): void {
    const { request, budgetMs, resolve, reject } = call.options;
    this.#options.plain.call(request, budgetMs).then(resolve, (error: unknown) => {
      reject(
        error instanceof CallFailure ? error : new Error('the plain transport failed', { cause: error }),
      );
    });
  }
}
