import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { IngressSink } from '@statefun-ts/engine';
import { Gate, SessionIngress } from '../src/index.ts';
import type { IngressSession } from '../src/index.ts';

const sink: IngressSink = {
  stored: () => undefined,
  openPartition: () => assert.fail('no session here opens a partition'),
  accept: async () => {},
  trouble: () => {},
  fail: () => {},
};

/** What happened to the sessions of an ingress, in order. */
function recorded(): { ingress: SessionIngress; events: string[]; gates: Gate[]; end: () => void } {
  const events: string[] = [];
  const gates: Gate[] = [];
  const ending = Promise.withResolvers<void>();
  const ingress = new SessionIngress('a/b', (): IngressSession => {
    const number = gates.length;
    const gate = new Gate();
    gates.push(gate);
    return {
      gate,
      start: async () => void events.push(`start ${number}`),
      committed: () => void events.push(`committed ${number}`),
      stop: async () => {
        events.push(`stop ${number}`);
        await ending.promise;
      },
    };
  });
  return { ingress, events, gates, end: () => ending.resolve() };
}

test('each start has a session of its own, and the one before is stopped first', async () => {
  const { ingress, events, end } = recorded();
  end();
  ingress.committed();
  await ingress.start(sink);
  ingress.committed();
  await ingress.start(sink);
  await ingress.stop();
  await ingress.stop();
  ingress.committed();
  assert.deepEqual(events, ['start 0', 'committed 0', 'stop 0', 'start 1', 'stop 1']);
});

test('a pause while the old session ends counts for the new one, until it is over', async () => {
  const { ingress, gates, end } = recorded();
  await ingress.start(sink);
  const started = ingress.start(sink);
  ingress.pause();
  end();
  await started;
  assert.deepEqual([gates.length, gates[1]?.isClosed], [2, true]);
  ingress.resume();
  assert.equal(gates[1]?.isClosed, false);
});

test('a pause of an earlier run does not hold up a new one', async () => {
  const { ingress, gates, end } = recorded();
  end();
  await ingress.start(sink);
  ingress.pause();
  await ingress.start(sink);
  assert.deepEqual([gates[0]?.isClosed, gates[1]?.isClosed], [true, false]);
});
