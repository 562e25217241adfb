import type { Address, FromFunction, InvocationBatchRequest } from '@statefun-ts/protocol';
import { StatefunError, toFunctionCodec } from '@statefun-ts/protocol';
import type { Connection, ConnectionUser } from './connections.ts';
import type { Dated, Deadlines } from './deadlines.ts';
import type { Dialect } from './dialect.ts';
import { TRANSPORT_CLOSED, callFailure, networkFailure, reasonOf, refusal } from './failure.ts';
import type { Ending, Entrant } from './gate.ts';
import type { Exchange } from './http1/connection.ts';
import type { ResponseHead } from './http1/response-head.ts';
import { REDIRECTS_MAX, redirectOf } from './redirect.ts';
import type { Redirect } from './redirect.ts';
import { addPiece, decodeReply, isOctetStream, unpackReply } from './reply.ts';
import type { Route } from './routes.ts';
import type { Side } from './silence.ts';

/** Of a reply that is no answer, so much is kept for the message, and so much read to keep the connection. */
const REFUSAL_BYTES_KEPT = 1024;
const REFUSAL_BYTES_READ = 64 * 1024;

/** What an attempt needs to know, and where its end shows. */
export interface AttemptOptions {
  readonly request: InvocationBatchRequest;
  readonly target: Address;
  readonly route: Route;
  readonly budgetMs: number;
  readonly dialect: Dialect;
  readonly payloadBytesMax: number;
  /** It takes itself out when it is settled. */
  readonly underWay: Deadlines<Attempt>;
  readonly resolve: (reply: FromFunction) => void;
  readonly reject: (error: Error) => void;
}

/**
 * One request and its reply: waits at the gate, writes to a connection, collects what comes back.
 *
 * It holds a place in the gate and a connection from `start` to `#free`, and is settled once.
 */
export class Attempt implements Entrant, Dated, ConnectionUser, Exchange {
  next: Entrant | undefined;
  place = 0;
  deadlineMs = Infinity;
  readonly #options: AttemptOptions;
  #connection: Connection | undefined;
  /** On `performance.now()`, when it holds a place in the gate; 0 otherwise. */
  #startedMs = 0;
  #begun = false;
  #settled = false;
  #request: readonly Uint8Array[] = [];
  #head: ResponseHead | undefined;
  #refused = false;
  #redirects = 0;
  #redirect: Redirect | undefined;
  #pieces: Buffer[] = [];
  #bytes = 0;

  constructor(options: AttemptOptions) {
    this.#options = options;
  }

  /** It is this attempt's turn: its budget runs from here. */
  start(): void {
    this.#startedMs = performance.now();
    this.deadlineMs = this.#startedMs + this.#options.budgetMs;
    this.#options.underWay.dated(this);
    this.#send();
  }

  /** The transport is being closed. */
  abort(): void {
    this.#fail('STATEFUN_CALL_ABORTED', TRANSPORT_CLOSED.message, true);
  }

  onSilence(side: Side): void {
    const detail =
      side === 'read'
        ? 'the service was silent for longer than the read time-out'
        : 'the service took nothing of the request for longer than the write time-out';
    this.#fail('STATEFUN_CALL_TIMEOUT', detail, true);
  }

  request(): readonly Uint8Array[] {
    this.#begun = true;
    const request = this.#request;
    this.#request = [];
    return request;
  }

  onHead(head: ResponseHead): void {
    this.#head = head;
    this.#options.route.offersStreams = head.offersStreams;
    const { status, bodyBytes = 0 } = head;
    const isAnswer = status >= 200 && status < 300 && isOctetStream(head.contentType ?? '');
    this.#refused = !isAnswer;
    if (isAnswer && bodyBytes > this.#options.payloadBytesMax) this.#tooLarge(`announces ${bodyBytes} bytes`);
  }

  onBody(piece: Buffer): void {
    if (this.#settled) return;
    this.#bytes += piece.length;
    if (this.#refused) {
      if (this.#bytes - piece.length < REFUSAL_BYTES_KEPT) this.#pieces.push(Buffer.from(piece));
      if (this.#bytes > REFUSAL_BYTES_READ) this.#refuse();
    } else if (this.#bytes > this.#options.payloadBytesMax) {
      this.#tooLarge('goes on');
    } else {
      addPiece(this.#pieces, Buffer.from(piece));
    }
  }

  onEnd(): void {
    if (this.#settled) return;
    this.#giveBack();
    if (this.#refused) {
      this.#followOrRefuse();
      return;
    }
    if (this.#bytes === 0 && this.#redirect?.method === 'GET') {
      const detail = 'an empty reply to the GET that a redirect led to says nothing of the messages';
      this.#fail('STATEFUN_CALL_REPLY_INVALID', detail, this.#options.dialect.replyIsTransient);
      return;
    }
    this.#free('answered');
    const [first] = this.#pieces;
    const body =
      this.#pieces.length === 1 && first !== undefined ? first : Buffer.concat(this.#pieces, this.#bytes);
    const encoding = this.#head?.contentEncoding;
    if (encoding === undefined) this.#answer(body);
    else void this.#unpack(body, encoding);
  }

  onFailure(error: Error): void {
    if (this.#settled) return;
    const { code, detail } = networkFailure(error, this.#begun);
    // New certificates that can't be used are the likely reason why the former ones do not do any more.
    const { problem } = this.#options.route.connections.connector;
    const also =
      code === 'STATEFUN_CALL_TLS' && problem !== undefined ? `; ${problem.message.replace(/\.$/, '')}` : '';
    this.#fail(code, detail + also, true, error);
  }

  /** Sends the request, or what a redirect made of it. */
  #send(): void {
    const { route } = this.#options;
    if (this.#redirect?.method === 'GET') {
      this.#request = route.form.get(this.#redirect.path);
    } else {
      const body = this.#encode();
      if (body === undefined) return;
      this.#request = route.form.post(body, this.#redirect?.path);
    }
    this.#connection = route.connections.take(this);
    this.#connection.http.send(this);
  }

  /** The body, encoded no sooner than it is sent, since many may wait; undefined when it can't be sent. */
  #encode(): Uint8Array | undefined {
    const { request, payloadBytesMax, dialect } = this.#options;
    try {
      const body = toFunctionCodec.encode({ invocation: request });
      if (body.length <= payloadBytesMax) return body;
      const detail = `the request has ${body.length} bytes, more than the ${payloadBytesMax} of ${dialect.payloadLimit}`;
      this.#fail('STATEFUN_CALL_PAYLOAD_TOO_LARGE', detail, false);
    } catch (error) {
      this.#fail(
        'STATEFUN_TRANSPORT_FAULT',
        `the request can't be encoded: ${reasonOf(error)}`,
        false,
        error,
      );
    }
    return undefined;
  }

  async #unpack(body: Buffer, encoding: string): Promise<void> {
    try {
      this.#answer(await unpackReply(body, encoding, this.#options.payloadBytesMax));
    } catch (error) {
      this.#failReply(error);
    }
  }

  #answer(body: Uint8Array): void {
    if (this.#settled) return;
    let reply: FromFunction;
    try {
      reply = decodeReply(body);
    } catch (error) {
      this.#failReply(error);
      return;
    }
    this.#settle();
    this.#options.resolve(reply);
  }

  #failReply(error: unknown): void {
    if (!(error instanceof StatefunError)) throw error;
    this.#fail(
      error.code,
      `the reply is no answer: ${error.message}`,
      this.#options.dialect.replyIsTransient,
      error,
    );
  }

  #tooLarge(how: string): void {
    const { payloadBytesMax, dialect } = this.#options;
    this.#fail(
      'STATEFUN_CALL_PAYLOAD_TOO_LARGE',
      `the reply ${how}, past the ${payloadBytesMax} bytes of ${dialect.payloadLimit}`,
      dialect.replyIsTransient,
    );
  }

  /** A redirect that this transport follows, or no answer. */
  #followOrRefuse(): void {
    const { dialect, route } = this.#options;
    const from = { origin: route.origin, path: this.#redirect?.path ?? route.path };
    const redirect = dialect.followsRedirects
      ? redirectOf(this.#status, this.#head?.location, from, this.#redirect?.method)
      : undefined;
    if (redirect === undefined || this.#redirects === REDIRECTS_MAX) {
      this.#refuse();
      return;
    }
    this.#redirects++;
    this.#redirect = redirect;
    this.#begun = false;
    this.#head = undefined;
    this.#refused = false;
    this.#pieces = [];
    this.#bytes = 0;
    this.#send();
  }

  get #status(): number {
    return this.#head?.status ?? 0;
  }

  /** Not a 2xx, or not of the right type. */
  #refuse(): void {
    const { dialect } = this.#options;
    const follows = dialect.followsRedirects
      ? `only redirects within the origin are followed, ${REDIRECTS_MAX} at most`
      : 'redirects are not followed';
    const { code, detail } = refusal(this.#head, Buffer.concat(this.#pieces), follows);
    const transient =
      code === 'STATEFUN_CALL_STATUS' ? dialect.statusIsTransient(this.#status) : dialect.replyIsTransient;
    this.#fail(code, detail, transient);
  }

  onDeadline(): void {
    const { budgetMs } = this.#options;
    const phase = !this.#begun ? 'connecting' : this.#status === 0 ? 'no reply' : 'an unfinished reply';
    this.#fail(
      'STATEFUN_CALL_TIMEOUT',
      `its ${Math.round(budgetMs)} ms ran out with ${phase}`,
      false,
      undefined,
      'timed out',
    );
  }

  #fail(
    code: StatefunError['code'],
    detail: string,
    transient: boolean,
    cause?: unknown,
    ending: Ending = 'failed',
  ): void {
    if (this.#settled) return;
    this.#settle();
    this.#free(ending);
    const { target, route, reject } = this.#options;
    reject(callFailure({ target, url: route.url }, { code, detail, transient, cause }));
  }

  #settle(): void {
    this.#settled = true;
    this.#options.underWay.remove(this);
  }

  /** The reply was read to its end: the connection can serve another. */
  #giveBack(): void {
    if (this.#connection !== undefined) this.#options.route.connections.giveBack(this.#connection);
    this.#connection = undefined;
  }

  /** Lets go of what is held; a connection that was not given back is in the middle of something, and ends. */
  #free(ending: Ending): void {
    // What is left to do, if anything, is ours.
    this.deadlineMs = Infinity;
    const { connections, gate } = this.#options.route;
    if (this.#connection !== undefined) connections.discard(this.#connection);
    this.#connection = undefined;
    if (this.#startedMs > 0) gate.leave(ending, this.#startedMs);
    this.#startedMs = 0;
  }
}
