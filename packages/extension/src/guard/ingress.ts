import type { Ingress, IngressSink, SourcePartition } from '@statefun-ts/engine';
import type { Listening } from '../extension.ts';
import type { Boundary } from './boundary.ts';
import { bytes, count, functionType, list, reason, text, typedValue } from './checks.ts';
import { withListening } from './listening.ts';
import { checkConnector } from './connector.ts';
import type { Guarded } from './starting.ts';
import { guardFaults, startGuarded, STOP_MS } from './starting.ts';

/** The ingress of an extension: what it throws is named, and what it hands over is checked before the engine sees it. */
export function guardIngress(
  ingress: Ingress & Partial<Listening>,
  guarded: Guarded,
  boundary: Boundary,
): Ingress & Partial<Listening> {
  checkConnector(ingress, guarded, ['start', 'stop', 'pause', 'resume'], boundary);
  const { title } = guarded;
  let fail: IngressSink['fail'] = () => {};
  const tell = (run: () => unknown) => boundary.tell(title, run, (error) => fail(error));
  const result: Ingress = {
    id: guarded.id,
    start: (sink) => {
      fail = (error) => sink.fail(error);
      return startGuarded(guarded, boundary, sink, () => ingress.start(guardSink(sink, boundary)));
    },
    pause: () => tell(() => ingress.pause()),
    resume: () => tell(() => ingress.resume()),
    ...(ingress.committed && { committed: () => tell(() => ingress.committed?.()) }),
    stop: () => boundary.settle(title, STOP_MS, () => ingress.stop()),
  };
  return withListening(result, ingress, title, boundary);
}

const guardSink = (sink: IngressSink, boundary: Boundary): IngressSink => ({
  ...guardFaults(sink, boundary),
  stored: (name) => boundary.leave(() => sink.stored(text(name, 'name'))),
  openPartition: (name, { identity, startOffset, routing }) => {
    const checked = {
      identity: text(identity, 'identity'),
      startOffset: count(startOffset, 'startOffset'),
      routing: {
        targets: list(routing?.targets, 'routing.targets').map((target) => functionType(target, 'a target')),
        valueType: text(routing.valueType, 'routing.valueType'),
      },
    };
    return boundary.leave(() => guardPartition(sink.openPartition(text(name, 'name'), checked), boundary));
  },
  accept: async (target, argument) => {
    const address = {
      namespace: text(target?.namespace, 'target.namespace'),
      type: text(target.type, 'target.type'),
      id: text(target.id, 'target.id'),
    };
    const value = typedValue(argument, 'argument');
    await boundary.leave(() => sink.accept(address, value));
  },
});

const guardPartition = (partition: SourcePartition, boundary: Boundary): SourcePartition => ({
  resumeOffset: partition.resumeOffset,
  resumeMark: partition.resumeMark,
  push: (records) => {
    const checked = list(records, 'records').map(({ offset, id, value }) => ({
      offset: count(offset, 'offset'),
      id: text(id, 'id'),
      value: bytes(value, 'value'),
    }));
    boundary.leave(() => partition.push(checked));
  },
  deadLetter: (offset, why, { key, value }) => {
    const record = {
      key: key === null ? null : bytes(key, 'key'),
      value: value === null ? null : bytes(value, 'value'),
    };
    boundary.leave(() => partition.deadLetter(count(offset, 'offset'), reason(why), record));
  },
  skipTo: (offset, epoch) => {
    boundary.leave(() => partition.skipTo(count(offset, 'offset'), count(epoch, 'epoch')));
  },
  mark: ({ offset, token }) => {
    const mark = { offset: count(offset, 'offset'), token: text(token, 'token') };
    boundary.leave(() => partition.mark?.(mark));
  },
  committedOffset: () => boundary.leave(() => partition.committedOffset()),
});
