import type { Admission, Admitter, Egress, ShardEgressSink } from '@statefun-ts/engine';
import type { TypedValue } from '@statefun-ts/protocol';
import type { StreamPlace, ToHub, ToOutlet } from './messages.ts';
import { Outflow } from './outflow.ts';

/** What an outlet needs of its spoke. */
interface OutletHost {
  readonly send: (message: ToHub) => void;
  readonly started: () => void;
  /** An epoch is durable. */
  readonly committed: () => void;
  /** Resolves when the hub has no more to say. */
  readonly released: () => Promise<void>;
}

/** An egress, in its shard: admits records as the egress itself does, which sends from the hub what is durable. */
export class Outlet implements Egress {
  readonly id: string;
  readonly delivery: Egress['delivery'];
  readonly backlogBytesMax: number;
  readonly #admitter: Admitter;
  readonly #host: OutletHost;
  readonly #outflow: Outflow<ShardEgressSink>;

  constructor(admitter: Admitter, host: OutletHost) {
    this.id = admitter.id;
    this.delivery = admitter.delivery;
    this.backlogBytesMax = admitter.backlogBytesMax;
    this.#admitter = admitter;
    this.#host = host;
    this.#outflow = new Outflow(admitter.id, host.send);
  }

  admit(argument: TypedValue): Admission {
    return this.#admitter.admit(argument);
  }

  sendNow(channel: string, record: Uint8Array): void {
    this.#host.send({ do: 'now', egress: this.id, channel, bytes: [record] });
  }

  async start(sink: ShardEgressSink): Promise<void> {
    this.#outflow.start(sink);
    this.#host.started();
  }

  get sink(): ShardEgressSink | undefined {
    return this.#outflow.sink;
  }

  places(): StreamPlace[] {
    return this.#outflow.places();
  }

  wake(): void {
    this.#outflow.wake();
    this.#host.committed();
  }

  async stop(): Promise<void> {
    await this.#host.released();
    this.#outflow.stop();
  }

  receive(message: ToOutlet): void {
    this.#outflow.receive(message);
  }
}
