import type { EgressSink, IngressSink } from '@statefun-ts/engine';
import { unavailable } from '@statefun-ts/engine';
import { StatefunError } from '@statefun-ts/protocol';
import type { PartLine, RemotePart } from './extension-thread.ts';
import type { FromConnector, FromPart, Made, Order, Question, ToPart } from './messages.ts';
import { RemotePort } from './remote-port.ts';
import { within } from './within.ts';

/** The other side gives up after 5 s; it may be in a loop. */
const STOP_MS = 6_000;

/** Which connector it is. */
export interface RemoteIdentity {
  readonly id: string;
  /** What messages call it. */
  readonly title: string;
}

/**
 * An ingress or egress that runs in the thread of its extension. When that is replaced, it starts anew, with the sink that it has;
 * until then it is in trouble.
 */
export abstract class RemoteConnector<Sink extends IngressSink | EgressSink> implements RemotePart {
  readonly id: string;
  protected readonly line: PartLine;
  readonly #title: string;
  readonly #port: RemotePort | undefined;
  /** From `start` on, until `stop` is called. */
  #sink: Sink | undefined;
  /** It is being started with this one. */
  #starting: Sink | undefined;
  /** The sink was told that there is no thread, or no port. */
  #isTroubled = false;
  /** What belongs to an earlier one counts no more. */
  #session = 0;
  /** The other side was told of the session. */
  #hasBegun = false;

  constructor({ id, title }: RemoteIdentity, { listens }: Made['ingress' | 'egress'], line: PartLine) {
    this.id = id;
    this.line = line;
    this.#title = title;
    if (listens === undefined) return;
    this.#port = new RemotePort(line, title, (why) => this.#trouble(why));
    this.#port.giveTo(this, listens.label);
  }

  /** Resolves when a session may begin. */
  protected whenMayBegin(): Promise<void> {
    return Promise.resolve();
  }

  /** A session begins with this sink: how the other side is told. */
  protected abstract begin(sink: Sink, session: number): Order;
  /** The other side was told. */
  protected abstract begun(): void;
  protected abstract hear(message: FromConnector): void;
  protected abstract reply(question: Question): unknown;
  /** The session is over. */
  protected abstract end(): void;

  async start(sink: Sink): Promise<void> {
    this.#sink = sink;
    this.#isTroubled = false;
    await this.#start(sink);
  }

  /** Starts it, in this thread or, when that ends meanwhile, in the next. */
  async #start(sink: Sink): Promise<void> {
    this.#starting = sink;
    try {
      while (this.#sink === sink) {
        if (!this.line.isUp) {
          this.#trouble(this.line.problem ?? unavailable());
          if (!(await this.line.whenUp())) return;
        }
        if (await this.#startOnce(sink)) return;
      }
    } finally {
      if (this.#starting === sink) this.#starting = undefined;
    }
  }

  /** False when that counts no more. */
  async #startOnce(sink: Sink): Promise<boolean> {
    const session = ++this.#session;
    await this.#port?.whenBound();
    await this.whenMayBegin();
    if (session !== this.#session || !this.line.isUp) return false;
    this.#hasBegun = true;
    const started = this.line.order(this.begin(sink, session));
    this.begun();
    try {
      await started;
    } catch (error) {
      if (session === this.#session) throw error;
      return false;
    }
    if (this.#isTroubled) sink.trouble(null);
    this.#isTroubled = false;
    return true;
  }

  async stop(): Promise<void> {
    this.#sink = undefined;
    const session = this.#session;
    try {
      if (this.#hasBegun) await within(STOP_MS, this.#title, this.line.order({ order: 'stop' }));
    } catch (error) {
      // Without its thread it has stopped.
      if (this.line.isUp) throw error;
    } finally {
      if (session === this.#session) this.#endSession();
    }
  }

  #endSession(): void {
    this.#hasBegun = false;
    this.#session++;
    this.end();
  }

  receive(message: FromPart): void {
    if (!('session' in message) || message.session !== this.#session) return;
    if (message.do !== 'fault') this.hear(message);
    else this.#fault(message);
  }

  #fault({ isLasting, fault }: Extract<FromConnector, { do: 'fault' }>): void {
    const error = fault && new StatefunError(fault.code, fault.message);
    // It has one of its own, or none any more.
    this.#isTroubled = false;
    if (!isLasting) this.#sink?.trouble(error);
    else if (error !== null) this.#sink?.fail(error);
  }

  /** Sends what belongs to the session that there is now, as long as there is. */
  protected sender(): (message: ToPart) => void {
    const session = this.#session;
    return (message) => {
      if (session === this.#session) this.line.send(message);
    };
  }

  answer(session: number, question: Question): unknown {
    if (session !== this.#session) throw unavailable();
    return this.reply(question);
  }

  lost(why: StatefunError, _admitting: number): void {
    this.#endSession();
    this.#trouble(why);
  }

  restored(): void {
    this.#port?.restored();
    const sink = this.#sink;
    if (sink === undefined || this.#starting === sink) return;
    this.#start(sink).catch((error: unknown) => {
      if (this.#sink === sink) sink.fail(error as StatefunError);
    });
  }

  closed(): void {
    this.#sink = undefined;
    this.#endSession();
  }

  #trouble(why: StatefunError): void {
    if (this.#sink === undefined) return;
    this.#isTroubled = true;
    this.#sink.trouble(why);
  }
}
