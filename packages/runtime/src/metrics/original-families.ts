import { hostname } from 'node:os';
import type { Family, Sample } from './exposition.ts';
import { OTHERS } from './function-metrics.ts';
import type { FunctionFigures } from './function-stats.ts';
import type { Metered } from './meter.ts';
import { quantiles } from './reservoir.ts';

/** Where the original's Prometheus reporter has the metrics of its `functions` operator. */
const PREFIX = 'flink_taskmanager_job_task_operator_functions';
const QUANTILES = [0.5, 0.75, 0.95, 0.98, 0.99, 0.999];
/** An application of the original's image always has this id. */
const JOB_ID = '0'.repeat(32);
/** All functions of an application share one process: nothing that they send is remote. */
const REMOTE: Metered = { count: 0, rate: 0 };

const METERS: Readonly<Record<string, (stats: FunctionFigures) => Metered>> = {
  in: (stats) => stats.in,
  outLocal: (stats) => stats.outMessages,
  outRemote: () => REMOTE,
  outEgress: (stats) => stats.outEgress,
  remoteInvocationFailures: (stats) => stats.failures,
};

/** What Flink's reporter makes of a part of a name, or of a label's value. */
const plain = (text: string): string => text.replaceAll(/[^a-zA-Z0-9:_]/g, '_');

/**
 * The metrics of each function type under the names that they have in Prometheus when the original runs, with
 * the labels that dashboards select by. Two types whose names differ only in characters that Prometheus
 * does not allow can't both be shown: the first one is. `OTHERS` has no such name.
 * `backlogs`: messages that wait, by function type (`ns/name`).
 */
export function originalFamilies(
  byType: ReadonlyMap<string, FunctionFigures>,
  application: string,
  backlogs: ReadonlyMap<string, number>,
): Family[] {
  const labels = originalLabels(application);
  const shown = new Map<string, Shown>();
  for (const [title, stats] of byType) {
    const name = title.split('/').map(plain).join('_');
    if (title !== OTHERS && !shown.has(name)) shown.set(name, { stats, backlog: backlogs.get(title) ?? 0 });
  }
  const inFlight = [...byType.values()].reduce((sum, stats) => sum + stats.inFlight, 0);
  return [
    gauge(`${PREFIX}_inflightAsyncOps`, 'Attempts to call a function under way.', {
      labels,
      value: inFlight,
    }),
    ...[...shown].flatMap(([name, type]) => typeFamilies(`${PREFIX}_${name}`, type, labels)),
  ];
}

function originalLabels(application: string): Readonly<Record<string, string>> {
  const host = plain(hostname());
  return {
    host,
    tm_id: host,
    job_id: JOB_ID,
    job_name: plain(application),
    task_name: 'functions',
    operator_name: 'functions',
    subtask_index: '0',
  };
}

interface Shown {
  readonly stats: FunctionFigures;
  readonly backlog: number;
}

function typeFamilies(
  prefix: string,
  { stats, backlog }: Shown,
  labels: Readonly<Record<string, string>>,
): Family[] {
  const meters = Object.entries(METERS).flatMap(([name, meterOf]) => {
    const { count, rate } = meterOf(stats);
    return [
      gauge(`${prefix}_${name}`, `${name}, as docs/metrics.md says.`, { labels, value: count }),
      gauge(`${prefix}_${name}Rate`, `${name} per second, over a minute.`, { labels, value: rate }),
    ];
  });
  return [
    ...meters,
    gauge(`${prefix}_inflightAsyncOps`, 'Attempts under way.', { labels, value: stats.inFlight }),
    gauge(`${prefix}_numBlockedAddress`, 'Always 0: no address blocks others here.', {
      labels,
      value: 0,
    }),
    gauge(`${prefix}_numBacklog`, 'Messages that wait for a call.', { labels, value: backlog }),
    latency(`${prefix}_remoteInvocationLatency`, stats, labels),
  ];
}

/** The original's reporter declares its counters as gauges, too. */
const gauge = (name: string, help: string, sample: Sample): Family => ({
  name,
  help,
  type: 'gauge',
  samples: [sample],
});

function latency(
  name: string,
  { latencyMs }: FunctionFigures,
  labels: Readonly<Record<string, string>>,
): Family {
  const values = quantiles(latencyMs.samples, QUANTILES);
  const shares = QUANTILES.map((quantile, i) => ({
    labels: { ...labels, quantile: String(quantile) },
    value: values[i] ?? 0,
  }));
  const count = { suffix: '_count', labels, value: latencyMs.count };
  return { name, help: 'Milliseconds that attempts took.', type: 'summary', samples: [...shares, count] };
}
