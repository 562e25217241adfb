import type { Begin, Envelope, ToHub, ToSpoke } from './messages.ts';
import { weightOf } from './messages.ts';
import { Memories } from './memories.ts';
import type { Mirror } from './mirror.ts';
import { Mirrors } from './mirror.ts';
import { Requests } from './requests.ts';

/**
 * Weight of records on the way to a shard, some thousands of small ones; ingresses hold back beyond it. With more, a
 * shard that is full already, and has said so, would get them all the same, and must put them into its store.
 */
const WAY_BYTES_MAX = 1024 * 1024;

/** A shard as the hub knows it, in one session: from the beginning of its engine to the next one's. */
export class RemoteShard {
  readonly session: number;
  readonly begin: Begin;
  readonly requests = new Requests();
  readonly memories: Memories;
  readonly #send: (envelope: Envelope<ToSpoke>) => void;
  readonly #mirrors = new Mirrors((message) => this.send(message));
  #isPaused = false;
  #weightOnWay = 0;

  constructor(begin: Envelope<Begin>, send: (envelope: Envelope<ToSpoke>) => void) {
    this.session = begin.session;
    this.begin = begin;
    this.memories = new Memories(begin.memories);
    this.#send = send;
    for (const place of begin.streams) this.#mirrors.at(place);
  }

  send(message: ToSpoke): void {
    if ('bytes' in message && message.do !== 'accept') this.#weightOnWay += weightOf(message.bytes);
    this.#send({ session: this.session, ...message });
  }

  /** Ingresses are to hold back. */
  get isPaused(): boolean {
    return this.#isPaused || this.#weightOnWay > WAY_BYTES_MAX;
  }

  streamsOf(egress: string): Iterable<Mirror> {
    return this.#mirrors.of(egress);
  }

  /** What concerns the shard alone. */
  receive(message: ToHub): void {
    if (message.do === 'pause') this.#isPaused = message.paused;
    else if (message.do === 'taken') this.#weightOnWay -= message.weight;
    else if (message.do === 'settled') this.requests.settled(message);
    else if (message.do === 'records') this.#mirrors.at(message).add(message);
  }
}
