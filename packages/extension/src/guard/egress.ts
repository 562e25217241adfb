import type { Admission, Admitter, Egress, EgressSink, OutboxStream } from '@statefun-ts/engine';
import type { Listening } from '../extension.ts';
import type { Boundary } from './boundary.ts';
import { bytes, count, memory, name, reason } from './checks.ts';
import { checkConnector } from './connector.ts';
import { withListening } from './listening.ts';
import type { Guarded } from './starting.ts';
import { guardFaults, startGuarded, STOP_MS } from './starting.ts';

/** The egress of an extension: what it throws is named, and what it hands over is checked before the engine sees it. */
export function guardEgress(
  egress: Egress & Partial<Listening>,
  guarded: Guarded,
  boundary: Boundary,
): Egress & Partial<Listening> {
  checkConnector(egress, guarded, ['start', 'stop', 'wake'], boundary);
  const { title } = guarded;
  let fail: EgressSink['fail'] = () => {};
  const tell = (run: () => unknown) => boundary.tell(title, run, (error) => fail(error));
  const result: Egress = {
    ...guardAdmitter(egress, guarded, boundary),
    start: (sink) => {
      fail = (error) => sink.fail(error);
      return startGuarded(guarded, boundary, sink, () => egress.start(guardSink(sink)));
    },
    wake: () => tell(() => egress.wake()),
    ...(egress.sendNow && {
      sendNow: (channel: string, record: Uint8Array) => tell(() => egress.sendNow?.(channel, record)),
    }),
    stop: () => boundary.settle(title, STOP_MS, () => egress.stop()),
  };
  return withListening(result, egress, title, boundary);
}

/** The same for what only admits records. */
export function guardAdmitter(admitter: Admitter, guarded: Guarded, boundary: Boundary): Admitter {
  checkConnector(admitter, guarded, ['admit'], boundary);
  const { title } = guarded;
  const { delivery, backlogBytesMax } = admitter;
  if (delivery !== 'durable' && delivery !== 'none')
    throw boundary.failure(title, new TypeError('its delivery must be durable or none'));
  if (!(backlogBytesMax >= 0))
    throw boundary.failure(title, new TypeError('its backlogBytesMax must be a number of 0 or more'));
  return {
    id: guarded.id,
    delivery,
    backlogBytesMax,
    // What this throws makes a dead letter of the record.
    admit: (argument) => boundary.ask(title, () => admission(admitter.admit(argument))),
  };
}

function admission(result: Admission | undefined): Admission {
  if (typeof result?.ok !== 'boolean')
    throw new TypeError('admit must return {ok: true, channel, record} or {ok: false, reason}');
  return result.ok
    ? { ok: true, channel: name(result.channel, 'channel'), record: bytes(result.record, 'record') }
    : { ok: false, reason: reason(result.reason) };
}

function guardSink(sink: EgressSink): EgressSink {
  const guards = new WeakMap<OutboxStream, OutboxStream>();
  const guard = (stream: OutboxStream): OutboxStream => {
    const known = guards.get(stream) ?? guardStream(stream);
    guards.set(stream, known);
    return known;
  };
  return {
    ...guardFaults(sink),
    incarnation: sink.incarnation,
    lanes: sink.lanes,
    streams: () => sink.streams().map(guard),
    recall: (key) => sink.recall(name(key, 'key')),
    recallOthers: (key) => sink.recallOthers(name(key, 'key')),
    remember: async (key, value) => {
      await sink.remember(name(key, 'key'), memory(value, 'value'));
    },
  };
}

const guardStream = (stream: OutboxStream): OutboxStream => ({
  lane: stream.lane,
  channel: stream.channel,
  get head() {
    return stream.head;
  },
  get tail() {
    return stream.tail;
  },
  read: (from, bytesMax) => stream.read(count(from, 'from'), count(bytesMax, 'bytesMax')),
  done: (sequence) => stream.done(count(sequence, 'sequence')),
  reject: (sequence, why) => stream.reject(count(sequence, 'sequence'), reason(why)),
});
