import type { Counters, Engine } from '@statefun-ts/engine';

export type Gauges = ReturnType<Engine['gauges']>;

/** The figures of an engine, as plain data. */
export interface EngineFigures {
  readonly counters: Counters;
  readonly gauges: Gauges;
  /** The function types that were met. */
  readonly types: readonly { readonly type: string; readonly queuedMessages: number }[];
  /** The endpoints that were used. */
  readonly queues: readonly {
    readonly endpoint: string;
    readonly callsInFlight: number;
    readonly busy: number;
  }[];
}

export const figuresOf = (engine: Engine): EngineFigures => ({
  counters: { ...engine.counters },
  gauges: engine.gauges(),
  types: Array.from(engine.types, ({ namespace, name, queuedMessages }) => ({
    type: `${namespace}/${name}`,
    queuedMessages,
  })),
  queues: Array.from(engine.queues, ({ endpoint, callsInFlight, busy }) => ({
    endpoint: endpoint.name,
    callsInFlight,
    busy,
  })),
});

/** The figures of several engines, together; undefined when there is none. */
export const sumOf = (all: readonly EngineFigures[]): EngineFigures | undefined => {
  const [first] = all;
  if (first === undefined) return undefined;
  return {
    counters: sumRecords(all.map(({ counters }) => counters)),
    gauges: sumRecords(all.map(({ gauges }) => gauges)),
    types: sumBy(
      all.flatMap(({ types }) => types),
      ({ type }) => type,
    ),
    queues: sumBy(
      all.flatMap(({ queues }) => queues),
      ({ endpoint }) => endpoint,
    ),
  };
};

const sumBy = <T extends object>(rows: readonly T[], key: (row: T) => string): T[] =>
  [...Map.groupBy(rows, key).values()].map(sumRecords);

/** Adds numbers field by field; what is no number is the same in all. */
const sumRecords = <T extends object>(records: readonly T[]): T => {
  const sum: Record<string, unknown> = {};
  for (const record of records) {
    for (const [key, value] of Object.entries(record) as [string, unknown][]) {
      const before = sum[key];
      sum[key] = typeof value === 'number' && typeof before === 'number' ? before + value : value;
    }
  }
  return sum as T;
};
