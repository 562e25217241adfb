import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { FromFunction } from '@statefun-ts/protocol';
import { exposition } from '../../src/metrics/exposition.ts';
import { functionFamilies } from '../../src/metrics/function-families.ts';
import { FunctionMetrics, OTHERS } from '../../src/metrics/function-metrics.ts';
import { originalFamilies } from '../../src/metrics/original-families.ts';

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
  test('answered messages, and what was sent with them', () => {
    const metrics = new FunctionMetrics();
    metrics.of('example/a').began();
    metrics.of('example/a').answered(1, 3, answer);
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

  test('a reply that asks for state is an attempt, and has handled nothing', () => {
    const metrics = new FunctionMetrics();
    metrics.of('example/a').began();
    metrics.of('example/a').answered(1, 1, more);
    assertLines(
      metrics,
      `${prefix}_example_a_in{${labels}} 0`,
      `${prefix}_example_a_remoteInvocationLatency_count{${labels}} 1`,
    );
  });

  test('failed attempts, and their time', () => {
    const metrics = new FunctionMetrics();
    metrics.of('example/a').began();
    metrics.of('example/a').failed(1);
    assertLines(
      metrics,
      'statefun_function_calls_failed_total{function="example/a"} 1',
      `${prefix}_example_a_remoteInvocationFailures{${labels}} 1`,
      `${prefix}_example_a_in{${labels}} 0`,
      `${prefix}_example_a_remoteInvocationLatency_count{${labels}} 1`,
    );
  });

  test('attempts under way', () => {
    const metrics = new FunctionMetrics();
    metrics.of('example/a').began();
    assertLines(
      metrics,
      `${prefix}_inflightAsyncOps{${labels}} 1`,
      `${prefix}_example_a_inflightAsyncOps{${labels}} 1`,
    );
    metrics.of('example/a').answered(1, 1, answer);
    assertLines(metrics, `${prefix}_inflightAsyncOps{${labels}} 0`);
  });
});

test('whoever makes up function types fills neither the memory nor the monitoring', () => {
  const metrics = new FunctionMetrics();
  for (let i = 0; i < 300; i++) metrics.of(`example/t${i}`).answered(1, 1, answer);
  metrics.of(`example/${'x'.repeat(1000)}`).answered(1, 1, answer);
  assert.equal(metrics.byType.size, 201);
  assert.equal(metrics.byType.get(OTHERS)?.in.count, 101);
  const lines = linesOf(metrics);
  assert.ok(lines.includes('statefun_function_messages_handled_total{function="(others)"} 101'));
  assert.ok(!lines.some((line) => line.startsWith(`${prefix}__others`)));
});

test('all of it is what Prometheus takes, whatever function types are called', () => {
  const metrics = new FunctionMetrics();
  for (const type of ['a.b', 'a.b', 'a_b', 'a-b', 'ünï"\n\\', '', '0', 'in']) {
    metrics.of(`example/${type}`).answered(1, 1, answer);
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
