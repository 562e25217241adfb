import { unavailable } from '@statefun-ts/engine';
import type { ErrorCode } from '@statefun-ts/protocol';
import { StatefunError } from '@statefun-ts/protocol';
import type { ToHub } from './messages.ts';

/** What the hub asked of a shard and waits for. */
export class Requests {
  readonly #waiting = new Map<number, PromiseWithResolvers<void>>();
  #made = 0;

  /** Sends a request by a number of its own; resolves or rejects as the shard answers. */
  make(send: (request: number) => void): Promise<void> {
    const request = ++this.#made;
    const answer = Promise.withResolvers<void>();
    this.#waiting.set(request, answer);
    send(request);
    return answer.promise;
  }

  settled({ request, error }: Extract<ToHub, { do: 'settled' }>): void {
    const answer = this.#waiting.get(request);
    this.#waiting.delete(request);
    if (error === undefined) answer?.resolve();
    else answer?.reject(new StatefunError(error.code as ErrorCode, error.message));
  }

  /** Nobody answers any more. */
  abandon(): void {
    for (const { reject } of this.#waiting.values()) reject(unavailable());
    this.#waiting.clear();
  }
}
