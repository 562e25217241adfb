import type { Counters } from '@statefun-ts/engine';
import type { CounterConfiguration, GaugeConfiguration } from 'prom-client';
import { Counter, Gauge, Registry, collectDefaultMetrics } from 'prom-client';
import type { EngineFigures, Gauges } from './engine-figures.ts';

/** Where the figures come from, at each scrape. */
export interface MetricsSource {
  /** Undefined while no engine is at work. */
  engine(): EngineFigures | undefined;
  isReady(): boolean;
}

const COUNTERS: Readonly<Record<keyof Counters, readonly [name: string, help: string]>> = {
  messagesIn: ['messages_in', 'Messages that ingresses delivered.'],
  messagesSent: ['messages_sent', 'Messages that functions sent to functions.'],
  messagesDelayed: ['messages_delayed', 'Delayed messages that functions sent.'],
  messagesCancelled: ['messages_cancelled', 'Delayed messages that were cancelled.'],
  messagesHandled: ['messages_handled', 'Messages whose call succeeded.'],
  egressRecords: ['egress_records', 'Records that functions sent to egresses.'],
  calls: ['calls', 'Attempts to call a function service.'],
  callsFailed: ['calls_failed', 'Attempts that failed.'],
  seriesFailed: [
    'call_series_failed',
    'Series of attempts that used up their budget; the address backs off.',
  ],
  incompleteReplies: ['incomplete_replies', 'Replies that asked for more state.'],
  mailSaved: ['mail_saved', 'Messages that were written to the store while they waited.'],
  mailReloaded: ['mail_reloaded', 'Messages that were read back from the store.'],
  timersFired: ['timers_fired', 'Timers that fired: delayed messages and expirations.'],
  deadLetters: ['dead_letters', 'Messages and records that were set aside.'],
  epochs: ['epochs', 'Epochs that were committed.'],
  epochBytes: ['epoch_bytes', 'Bytes of the epochs that were committed.'],
};

const GAUGES: Readonly<Record<keyof Gauges, readonly [name: string, help: string]>> = {
  callsInFlight: ['calls_in_flight', 'Calls to function services that are under way.'],
  queuedMessages: ['queued_messages', 'Messages in memory that wait for a call.'],
  queuedBytes: ['queued_bytes', 'Bytes of the messages in memory that wait for a call.'],
  sourceMessagesUndone: ['source_messages_undone', 'Messages in memory that their source still holds.'],
  idleAddresses: ['idle_addresses', 'Addresses without mail that are in memory.'],
  cachedStateBytes: ['cached_state_bytes', 'Bytes of cached state.'],
  timersInMemory: ['timers_in_memory', 'Timers in memory.'],
};

/** The metrics of the engine, of all shards together, and of the process. All names begin with `statefun_`, Node's own aside. */
export function createEngineMetrics(source: MetricsSource): Registry {
  const registry = new Registry();
  const add = (metric: Counter | Gauge): void => {
    registry.registerMetric(metric);
  };
  for (const [key, [name, help]] of entriesOf(COUNTERS)) {
    add(counter(`statefun_${name}_total`, help, () => source.engine()?.counters[key]));
  }
  for (const [key, [name, help]] of entriesOf(GAUGES)) {
    add(gauge(`statefun_${name}`, help, () => source.engine()?.gauges[key] ?? 0));
  }
  add(
    gauge('statefun_ready', '1 when messages are taken and all connectors work, else 0.', () =>
      source.isReady() ? 1 : 0,
    ),
  );
  add(
    endpointGauge(source, 'calls_in_flight', 'Calls under way, by endpoint.', (queue) => queue.callsInFlight),
  );
  add(
    endpointGauge(
      source,
      'busy_addresses',
      'Addresses with mail in memory, by endpoint.',
      (queue) => queue.busy,
    ),
  );
  collectDefaultMetrics({ register: registry });
  return registry;
}

/** Keeps its last value while there is none. It begins anew with each engine, which Prometheus allows for. */
function counter(name: string, help: string, value: () => number | undefined): Counter {
  const collect: CounterConfiguration<string>['collect'] = function () {
    const now = value();
    if (now === undefined) return;
    this.reset();
    this.inc(now);
  };
  return new Counter({ name, help, registers: [], collect });
}

function gauge(name: string, help: string, value: () => number): Gauge {
  const collect: GaugeConfiguration<string>['collect'] = function () {
    this.set(value());
  };
  return new Gauge({ name, help, registers: [], collect });
}

type Queue = EngineFigures['queues'][number];

function endpointGauge(
  source: MetricsSource,
  name: string,
  help: string,
  value: (queue: Queue) => number,
): Gauge {
  const collect: GaugeConfiguration<string>['collect'] = function () {
    this.reset();
    for (const queue of source.engine()?.queues ?? []) this.set({ endpoint: queue.endpoint }, value(queue));
  };
  return new Gauge({
    name: `statefun_endpoint_${name}`,
    help,
    labelNames: ['endpoint'],
    registers: [],
    collect,
  });
}

const entriesOf = <K extends string, V>(record: Readonly<Record<K, V>>): [K, V][] =>
  Object.entries(record) as [K, V][];
