import type { Admission, Egress, EgressSink } from '@statefun-ts/engine';
import { unavailable } from '@statefun-ts/engine';
import type { TypedValue } from '@statefun-ts/protocol';
import { StatefunError } from '@statefun-ts/protocol';
import { Outflow, weightOf } from '@statefun-ts/shards';
import type { PartLine } from './extension-thread.ts';
import type { FromConnector, FromPart, Made, Order, Question } from './messages.ts';
import type { AdmitsAhead } from './remote-admitter.ts';
import { RemoteAdmitter } from './remote-admitter.ts';
import type { RemoteIdentity } from './remote-connector.ts';
import { RemoteConnector } from './remote-connector.ts';

/** So much of what nothing is promised for may be on its way; what is beyond goes nowhere. */
const NOW_BYTES_MAX = 16 * 1024 * 1024;

/** An egress that runs in the thread of its extension: gives it what is durable. */
export class RemoteEgress extends RemoteConnector<EgressSink> implements Egress, AdmitsAhead {
  readonly delivery: Egress['delivery'];
  readonly backlogBytesMax: number;
  readonly #admitter: RemoteAdmitter;
  readonly #outflow: Outflow;
  #nowBytes = 0;
  /** What came beyond the limit went nowhere, and the sink was told. */
  #isDropping = false;

  constructor(identity: RemoteIdentity, made: Made['egress'], line: PartLine) {
    super(identity, made, line);
    this.delivery = made.delivery;
    this.backlogBytesMax = made.backlogBytesMax;
    this.#admitter = new RemoteAdmitter(identity.id, made, line);
    this.#outflow = new Outflow(identity.id, (message) => line.send(message));
  }

  admit(argument: TypedValue): Admission {
    return this.#admitter.admit(argument);
  }

  admitAhead(records: readonly TypedValue[]): Promise<Admission[]> {
    return this.#admitter.admitAhead(records);
  }

  sendNow(channel: string, record: Uint8Array): void {
    const bytes = [record];
    const weight = weightOf(bytes);
    if (!this.line.isUp || this.#outflow.sink === undefined) return;
    if (this.#nowBytes + weight > NOW_BYTES_MAX) {
      this.#dropped();
      return;
    }
    this.#nowBytes += weight;
    this.line.send({ do: 'now', egress: this.id, channel, bytes });
  }

  #dropped(): void {
    if (this.#isDropping) return;
    this.#isDropping = true;
    const message = `The egress ${this.id} takes records more slowly than they come: those beyond ${NOW_BYTES_MAX} bytes are dropped`;
    this.#outflow.sink?.trouble(new StatefunError('STATEFUN_EXTENSION_FAILED', message));
  }

  #sent(weight: number): void {
    this.#nowBytes -= weight;
    if (!this.#isDropping || this.#nowBytes > 0) return;
    this.#isDropping = false;
    this.#outflow.sink?.trouble(null);
  }

  wake(): void {
    this.#outflow.wake();
  }

  protected begin(sink: EgressSink, session: number): Order {
    this.#outflow.start(sink);
    const { incarnation, lanes } = sink;
    return { order: 'startEgress', session, incarnation, lanes, streams: this.#outflow.places() };
  }

  protected begun(): void {
    this.#outflow.wake();
  }

  protected end(): void {
    this.#outflow.stop();
  }

  override receive(message: FromPart): void {
    if (message.do === 'admitted') this.#admitter.receive(message);
    else if (message.do === 'sent') this.#sent(message.weight);
    else super.receive(message);
  }

  protected hear(message: FromConnector): void {
    if (message.do === 'stream') this.#outflow.receive(message.message);
  }

  protected reply(question: Question): unknown {
    const { sink } = this.#outflow;
    if (sink === undefined) throw unavailable();
    if (question.ask === 'recall') return sink.recall(question.key);
    return question.ask === 'recallOthers' ? sink.recallOthers(question.key) : undefined;
  }

  override lost(why: StatefunError, admitting: number): void {
    this.#nowBytes = 0;
    this.#isDropping = false;
    this.#admitter.lost(why, admitting);
    super.lost(why, admitting);
  }

  override restored(): void {
    this.#admitter.restored();
    super.restored();
  }

  override closed(): void {
    this.#admitter.closed();
    super.closed();
  }
}
