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
      return startGuarded(guarded, boundary, sink, () => ingress.start(guardSink(sink)));
    },
    pause: () => tell(() => ingress.pause()),
    resume: () => tell(() => ingress.resume()),
    ...(ingress.committed && { committed: () => tell(() => ingress.committed?.()) }),
    stop: () => boundary.settle(title, STOP_MS, () => ingress.stop()),
  };
  return withListening(result, ingress, title, boundary);
}

const guardSink = (sink: IngressSink): IngressSink => ({
  ...guardFaults(sink),
  stored: (name) => sink.stored(text(name, 'name')),
  openPartition: (name, { identity, startOffset, routing }) => {
    const checked = {
      identity: text(identity, 'identity'),
      startOffset: count(startOffset, 'startOffset'),
      routing: {
        targets: list(routing?.targets, 'routing.targets').map((target) => functionType(target, 'a target')),
        valueType: text(routing.valueType, 'routing.valueType'),
      },
    };
    return guardPartition(sink.openPartition(text(name, 'name'), checked));
  },
  accept: async (target, argument) => {
    const address = {
      namespace: text(target?.namespace, 'target.namespace'),
      type: text(target.type, 'target.type'),
      id: text(target.id, 'target.id'),
    };
    const value = typedValue(argument, 'argument');
    await sink.accept(address, value);
  },
});

const guardPartition = (partition: SourcePartition): SourcePartition => ({
  resumeOffset: partition.resumeOffset,
  resumeMark: partition.resumeMark,
  push: (records) => {
    const checked = list(records, 'records').map(({ offset, id, value }) => ({
      offset: count(offset, 'offset'),
      id: text(id, 'id'),
      value: bytes(value, 'value'),
    }));
    partition.push(checked);
  },
  deadLetter: (offset, why, { key, value }) => {
    const record = {
      key: key === null ? null : bytes(key, 'key'),
      value: value === null ? null : bytes(value, 'value'),
    };
    partition.deadLetter(count(offset, 'offset'), reason(why), record);
  },
  skipTo: (offset, epoch) => {
    partition.skipTo(count(offset, 'offset'), count(epoch, 'epoch'));
  },
  mark: ({ offset, token }) => {
    const mark = { offset: count(offset, 'offset'), token: text(token, 'token') };
    partition.mark?.(mark);
  },
  committedOffset: () => partition.committedOffset(),
});
