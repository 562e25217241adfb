import type { Observer } from '@statefun-ts/engine';
import { problemOf } from '../protocol-errors.ts';
import { Stopped, type TransactionSession } from './transaction-session.ts';

export interface AbandonedOptions {
  readonly observer: Observer;
  readonly egressId: string;
  /** The transactional ids that the store's other egresses ever used, by egress. */
  readonly used: ReadonlyMap<string, readonly string[]>;
  /** The exactly-once egresses that the application has now. */
  readonly present: readonly string[];
  readonly session: (transactionalId: string) => TransactionSession;
}

/**
 * Ends the transactions that egresses left open which the module no longer has: until their time is over, nobody
 * could read past them, the marks included. The store says which ids were theirs: a look at the names that brokers
 * know could take another application's for ours. It is a help and no need, so what fails is told and left to time.
 */
export async function endAbandoned(options: AbandonedOptions): Promise<void> {
  const { observer, egressId, used, present, session } = options;
  for (const [egress, ids] of used) {
    if (present.includes(egress)) continue;
    for (const transactionalId of ids) {
      try {
        await session(transactionalId).initialise();
      } catch (error) {
        if (error instanceof Stopped) throw error;
        const message = `Kafka egress ${egressId} can't end what egress ${egress}, which left the module, may have left open: ${problemOf(error)}`;
        observer.log('warn', message, { egress: egressId, transactionalId });
      }
    }
  }
}
