import type { Family, Sample } from './exposition.ts';
import type { FunctionFigures } from './function-stats.ts';
import { BUCKETS_MS } from './function-stats.ts';

type Figure = (stats: FunctionFigures) => number;

const FIGURES: readonly (readonly [name: string, help: string, type: 'counter' | 'gauge', figure: Figure])[] =
  [
    [
      'messages_handled_total',
      'Messages that the function answered for.',
      'counter',
      (stats) => stats.in.count,
    ],
    [
      'messages_sent_total',
      'Messages that the function sent to functions, delayed ones aside.',
      'counter',
      (stats) => stats.outMessages.count,
    ],
    [
      'egress_records_total',
      'Records that the function sent to egresses.',
      'counter',
      (stats) => stats.outEgress.count,
    ],
    ['calls_failed_total', 'Attempts that failed.', 'counter', (stats) => stats.failures.count],
    ['calls_in_flight', 'Attempts under way.', 'gauge', (stats) => stats.inFlight],
  ];

/** The metrics of each function type under our own names, with the type as a label. */
export function functionFamilies(byType: ReadonlyMap<string, FunctionFigures>): Family[] {
  const figures = FIGURES.map(([name, help, type, figure]) => ({
    name: `statefun_function_${name}`,
    help,
    type,
    samples: [...byType].map(([title, stats]) => ({ labels: { function: title }, value: figure(stats) })),
  }));
  const seconds: Family = {
    name: 'statefun_function_call_seconds',
    help: 'How long attempts took.',
    type: 'histogram',
    samples: [...byType].flatMap(([title, stats]) => histogram(title, stats)),
  };
  return [...figures, seconds];
}

function histogram(title: string, { buckets, latencyMs: { count, sum } }: FunctionFigures): Sample[] {
  let below = 0;
  const bounded = BUCKETS_MS.map((boundMs, bucket) => {
    below += buckets[bucket] ?? 0;
    const labels = { function: title, le: String(boundMs / 1000) };
    return { suffix: '_bucket', labels, value: below };
  });
  return [
    ...bounded,
    { suffix: '_bucket', labels: { function: title, le: '+Inf' }, value: count },
    { suffix: '_sum', labels: { function: title }, value: sum / 1000 },
    { suffix: '_count', labels: { function: title }, value: count },
  ];
}
