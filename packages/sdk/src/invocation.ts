import { StatefunError } from '@statefun-ts/protocol';
import type { Address } from './address.ts';
import type { Batch } from './batch.ts';

/** One message of a batch being handled. Once it has ended, its batch is out of reach. */
export class Invocation {
  readonly self: Address;
  readonly caller: Address | null;
  private current: Batch | undefined;

  constructor(batch: Batch, caller: Address | null) {
    this.self = batch.self;
    this.caller = caller;
    this.current = batch;
  }

  /** Throws STATEFUN_CONTEXT_ENDED once the invocation has ended. */
  batch(): Batch {
    if (this.current !== undefined) return this.current;
    throw new StatefunError(
      'STATEFUN_CONTEXT_ENDED',
      `The invocation of ${this.self.toString()} has ended, so its context can not be used any more. ` +
        'Await all that the function starts before it returns.',
    );
  }

  end(): void {
    this.current = undefined;
  }
}
