import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Endpoint } from '@statefun-ts/engine';
import type { FromFunction, InvocationBatchRequest } from '@statefun-ts/protocol';
import { exposition } from '../../src/metrics/exposition.ts';
import { functionFamilies } from '../../src/metrics/function-families.ts';
import { FunctionMetrics, OTHERS } from '../../src/metrics/function-metrics.ts';
import { originalFamilies } from '../../src/metrics/original-families.ts';

const message = { caller: null, argument: null };

const request = (type: string, messages = 1): InvocationBatchRequest => ({
  target: { namespace: 'example', type, id: 'a' },
  state: [],
  invocations: Array.from({ length: messages }, () => message),
});

const answer: FromFunction = {
  incompleteInvocationContext: null,
  invocationResult: {
    stateMutations: [],
    outgoingMessages: [{ target: null, argument: null }],
    delayedInvocations: [],
    outgoingEgresses: [
      { egressNamespace: 'e', egressType: 'e', argument: null },
      { egressNamespace: 'e', egressType: 'e', argument: null },
    ],
  },
};
const more: FromFunction = { invocationResult: null, incompleteInvocationContext: { missingValues: [] } };

/** Metrics of an endpoint whose calls end as told. */
function metered(call: () => Promise<FromFunction>): { metrics: FunctionMetrics; endpoint: Endpoint } {
  const metrics = new FunctionMetrics();
  const bare: Endpoint = {
    name: 'example/*',
    transport: { call, close: async () => {} },
    batchMessagesMax: 0,
    callBudgetMs: 1,
    retryFirstDelayMs: 1,
    callsInFlightMax: 1,
  };
  const endpointOf = metrics.meter((namespace) => (namespace === 'example' ? bare : undefined));
  const endpoint = endpointOf('example', 'a');
  assert.ok(endpoint);
  assert.equal(endpointOf('example', 'b'), endpoint, 'one endpoint stays one');
  assert.equal(endpointOf('other', 'b'), undefined);
  return { metrics, endpoint };
}

const linesOf = (metrics: FunctionMetrics): string[] =>
  exposition([
    ...functionFamilies(metrics.figures()),
    ...originalFamilies(metrics.figures(), 'my app', new Map([['example/a', 7]])),
  ])
    .split('\n')
    .map((line) => line.replace(/\{host="[^"]*",tm_id="[^"]*",job_id="0{32}",/, '{'));

const labels = 'job_name="my_app",task_name="functions",operator_name="functions",subtask_index="0"';
const prefix = 'flink_taskmanager_job_task_operator_functions';

function assertLines(metrics: FunctionMetrics, ...wanted: string[]): void {
  const lines = linesOf(metrics);
  for (const line of wanted) assert.ok(lines.includes(line), `${line} in\n${lines.join('\n')}`);
}

suite('what a function does is counted under our names and the original ones', () => {
  test('answered messages, and what was sent with them', async () => {
    const { metrics, endpoint } = metered(async () => answer);
    await endpoint.transport.call(request('a', 3), 1);
    for (let i = 0; i < 2; i++) metrics.sample();
    assertLines(
      metrics,
      'statefun_function_messages_handled_total{function="example/a"} 3',
      'statefun_function_messages_sent_total{function="example/a"} 1',
      'statefun_function_egress_records_total{function="example/a"} 2',
      'statefun_function_call_seconds_count{function="example/a"} 1',
      'statefun_function_call_seconds_bucket{function="example/a",le="+Inf"} 1',
      `${prefix}_example_a_in{${labels}} 3`,
      `${prefix}_example_a_inRate{${labels}} 0.05`,
      `${prefix}_example_a_outLocal{${labels}} 1`,
      `${prefix}_example_a_outRemote{${labels}} 0`,
      `${prefix}_example_a_numBacklog{${labels}} 7`,
      `${prefix}_example_a_outEgress{${labels}} 2`,
      `${prefix}_example_a_remoteInvocationFailures{${labels}} 0`,
      `${prefix}_example_a_remoteInvocationLatency_count{${labels}} 1`,
    );
  });

  test('a reply that asks for state is an attempt, and has handled nothing', async () => {
    const { metrics, endpoint } = metered(async () => more);
    await endpoint.transport.call(request('a'), 1);
    assertLines(
      metrics,
      `${prefix}_example_a_in{${labels}} 0`,
      `${prefix}_example_a_remoteInvocationLatency_count{${labels}} 1`,
    );
  });

  test('failed attempts, and their time', async () => {
    const { metrics, endpoint } = metered(() => Promise.reject(new Error('down')));
    await assert.rejects(endpoint.transport.call(request('a'), 1), /down/);
    assertLines(
      metrics,
      'statefun_function_calls_failed_total{function="example/a"} 1',
      `${prefix}_example_a_remoteInvocationFailures{${labels}} 1`,
      `${prefix}_example_a_in{${labels}} 0`,
      `${prefix}_example_a_remoteInvocationLatency_count{${labels}} 1`,
    );
  });

  test('attempts under way', async () => {
    const { promise, resolve } = Promise.withResolvers<FromFunction>();
    const { metrics, endpoint } = metered(() => promise);
    const call = endpoint.transport.call(request('a'), 1);
    assertLines(
      metrics,
      `${prefix}_inflightAsyncOps{${labels}} 1`,
      `${prefix}_example_a_inflightAsyncOps{${labels}} 1`,
    );
    resolve(answer);
    await call;
    assertLines(metrics, `${prefix}_inflightAsyncOps{${labels}} 0`);
  });
});

test('whoever makes up function types fills neither the memory nor the monitoring', async () => {
  const { metrics, endpoint } = metered(async () => answer);
  for (let i = 0; i < 300; i++) await endpoint.transport.call(request(`t${i}`), 1);
  await endpoint.transport.call(request('x'.repeat(1000)), 1);
  assert.equal(metrics.byType.size, 201);
  assert.equal(metrics.byType.get(OTHERS)?.in.count, 101);
  const lines = linesOf(metrics);
  assert.ok(lines.includes('statefun_function_messages_handled_total{function="(others)"} 101'));
  assert.ok(!lines.some((line) => line.startsWith(`${prefix}__others`)));
});

test('all of it is what Prometheus takes, whatever function types are called', async () => {
  const { metrics, endpoint } = metered(async () => answer);
  for (const type of ['a.b', 'a.b', 'a_b', 'a-b', 'ünï"\n\\', '', '0', 'in']) {
    await endpoint.transport.call(request(type), 1);
  }
  const text = exposition([
    ...functionFamilies(metrics.figures()),
    ...originalFamilies(metrics.figures(), 'x', new Map()),
  ]);
  const names = new Set<string>();
  const series = new Set<string>();
  for (const line of text.trimEnd().split('\n')) {
    const [, kind, name = ''] = /^# (HELP|TYPE) ([a-zA-Z_:][a-zA-Z0-9_:]*) ./.exec(line) ?? [];
    if (kind === 'HELP') {
      assert.ok(!names.has(name), `${name} is there twice`);
      names.add(name);
    }
    if (kind !== undefined) continue;
    const sample = /^([a-zA-Z_:][a-zA-Z0-9_:]*\{(?:\w+="(?:[^"\\\n]|\\["\\n])*",?)*\}) -?[0-9.e+-]+$/.exec(
      line,
    );
    assert.ok(sample?.[1], line);
    assert.ok(!series.has(sample[1]), `${line} is there twice`);
    series.add(sample[1]);
  }
  // `a.b`, `a_b` and `a-b` are one name for the original's reporter.
  assert.match(text, /^flink_\w+_example_a_b_in\{.*\} 2$/m);
});
