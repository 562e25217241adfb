import type { Egress, EpochLog, Ingress, PlacedRow, Transport } from '@statefun-ts/engine';

/** Planted bugs: each hook puts a liar between the engine and one of its ports. The world itself stays honest. */
export interface Lies {
  readonly log?: (log: EpochLog) => EpochLog;
  readonly transport?: (transport: Transport) => Transport;
  readonly ingress?: (ingress: Ingress) => Ingress;
  readonly egress?: (egress: Egress) => Egress;
  /** Commits report success before they are synced: a crash loses the last one, or half of it. */
  readonly sync?: 'left-out' | 'torn';
  /** What becomes of a row when the number of shards changes; null: it is left behind. */
  readonly reshard?: (row: PlacedRow) => PlacedRow | null;
  /** The exactly-once egress does not read its mark after a restart. */
  readonly ignoreMark?: boolean;
}
