import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Ingress, IngressSink } from '@statefun-ts/engine';
import type { Listening } from '@statefun-ts/extension';
import type { PlaygroundIngressComponent } from '@statefun-ts/module';
import type { Address } from '@statefun-ts/protocol';
import { answer, answerBusy, pathSegments } from './answer.ts';
import { ByteBudget, readBody } from './body.ts';
import type { PlaygroundOptions } from './listening.ts';
import { CLOSE_GRACE_MS, serverOf } from './listening.ts';
import type { HttpServer } from './http-server.ts';
import { toValue } from './media-type.ts';

/** Limits of the ingress; tests lower them. */
export interface IngressLimits {
  readonly bodyBytesMax: number;
  readonly requestsMax: number;
  /** Of all request bodies together. */
  readonly bytesInFlightMax: number;
}

const MIB = 1024 * 1024;
const LIMITS: IngressLimits = { bodyBytesMax: 32 * MIB, requestsMax: 1024, bytesInFlightMax: 128 * MIB };

/**
 * The HTTP ingress: any method on `/<namespace>/<type>/<id>`, with the value as body. The answer is 200 only
 * when the message is durable.
 */
export function createPlaygroundIngress(
  component: PlaygroundIngressComponent,
  options: PlaygroundOptions,
  limits: Partial<IngressLimits> = {},
): Ingress & Listening {
  return new PlaygroundIngress(component, options, { ...LIMITS, ...limits });
}

class PlaygroundIngress implements Ingress, Listening {
  readonly id: string;
  readonly label = 'ingress';
  readonly #server: HttpServer;
  readonly #limits: IngressLimits;
  readonly #budget: ByteBudget;
  #sink: IngressSink | undefined;
  #paused = false;
  #requests = 0;

  constructor(component: PlaygroundIngressComponent, options: PlaygroundOptions, limits: IngressLimits) {
    this.id = component.id;
    this.#limits = limits;
    this.#budget = new ByteBudget(limits.bytesInFlightMax);
    this.#server = serverOf(
      'ingress',
      component,
      options,
      (request, response) => void this.#serve(request, response),
    );
  }

  get url(): string {
    return this.#server.url;
  }

  listen(): Promise<void> {
    return this.#server.listen();
  }

  close(): Promise<void> {
    return this.#server.close(CLOSE_GRACE_MS);
  }

  async start(sink: IngressSink): Promise<void> {
    if (!this.#server.listening) await this.#server.listen();
    this.#paused = false;
    this.#sink = sink;
  }

  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    this.#paused = false;
  }

  async stop(): Promise<void> {
    this.#sink = undefined;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (this.#requests >= this.#limits.requestsMax) {
      answerBusy(response, `There are ${this.#requests} requests under way already. Try again soon.`);
      return;
    }
    this.#requests += 1;
    try {
      await this.#take(request, response);
    } finally {
      this.#requests -= 1;
      // What is left of a refused body is read and dropped, so that the client gets to see the answer.
      request.resume();
    }
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const target = toTarget(request.url ?? '');
    if (target === undefined) {
      answer(
        response,
        400,
        'The path must be /<namespace>/<type>/<id>, as /example/person/Bob, none of them empty.',
      );
      return;
    }
    const encoding = request.headers['content-encoding'] ?? 'identity';
    if (encoding !== 'identity') {
      answer(response, 415, `The Content-Encoding ${encoding} is not supported. Send the value as it is.`);
      return;
    }
    if (this.#sinkOrRefuse(response) === undefined) return;
    const { bodyBytesMax } = this.#limits;
    const body = await readBody(request, bodyBytesMax, this.#budget);
    switch (body.kind) {
      case 'gone':
        return;
      case 'too-large':
        answer(response, 413, `The body is larger than ${bodyBytesMax} bytes.`);
        return;
      case 'no-room':
        answerBusy(response, 'Too many bytes are under way already. Try again soon.');
        return;
      case 'complete':
        try {
          await this.#accept(target, request.headers['content-type'], body.bytes, response);
        } finally {
          this.#budget.give(body.bytes.length);
        }
    }
  }

  async #accept(
    target: Address,
    contentType: string | undefined,
    body: Uint8Array,
    response: ServerResponse,
  ): Promise<void> {
    const value = toValue(contentType, body);
    if (!value.ok) {
      answer(response, value.status, value.message);
      return;
    }
    // Again: the engine may have paused or stopped while the body came in.
    const sink = this.#sinkOrRefuse(response);
    if (sink === undefined) return;
    try {
      await sink.accept(target, value.argument);
    } catch (error) {
      answerBusy(response, `The message is not confirmed: ${(error as Error).message}`);
      return;
    }
    answer(response, 200);
  }

  #sinkOrRefuse(response: ServerResponse): IngressSink | undefined {
    if (!this.#paused && this.#sink !== undefined) return this.#sink;
    const why = this.#paused ? 'takes no more messages for now' : 'is starting, recovering or stopping';
    answerBusy(response, `The runtime ${why}. Nothing was taken; try again soon.`);
    return undefined;
  }
}

function toTarget(url: string): Address | undefined {
  const [namespace, type, id] = pathSegments(url, 3) ?? [];
  if (!namespace || !type || !id || namespace.includes('/') || type.includes('/')) return undefined;
  return { namespace, type, id };
}
