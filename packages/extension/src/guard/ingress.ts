import type { Ingress, IngressSink, SourcePartition } from '@statefun-ts/engine';
import type { Listening } from '../extension.ts';
import type { Boundary } from './boundary.ts';
import { bytes, count, functionType, list, name, reason, text, typedValue } from './checks.ts';
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
  stored: (partition) => sink.stored(name(partition, 'name')),
  openPartition: (partition, { identity, startOffset, routing }) => {
    const checked = {
      identity: name(identity, 'identity'),
      startOffset: count(startOffset, 'startOffset'),
      routing: {
        targets: list(routing?.targets, 'routing.targets').map((target) => functionType(target, 'a target')),
        valueType: text(routing.valueType, 'routing.valueType'),
      },
    };
    return guardPartition(sink.openPartition(name(partition, 'name'), checked));
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

function guardPartition(partition: SourcePartition): SourcePartition {
  const { resumeOffset, resumeMark } = partition;
  const order = new OffsetOrder(resumeOffset);
  return {
    resumeOffset,
    resumeMark,
    push: (records) => {
      const checked = list(records, 'records').map(({ offset, id, value }) => ({
        offset: count(offset, 'offset'),
        id: text(id, 'id'),
        value: bytes(value, 'value'),
      }));
      // A batch goes as a whole, or not at all.
      const reached = order.reachedBy(checked.map(({ offset }) => offset));
      partition.push(checked.filter(({ offset }) => offset >= resumeOffset));
      order.reach(reached);
    },
    deadLetter: (offset, why, { key, value }) => {
      const record = {
        key: key === null ? null : bytes(key, 'key'),
        value: value === null ? null : bytes(value, 'value'),
      };
      const reached = order.reachedBy([count(offset, 'offset')]);
      if (offset >= resumeOffset) partition.deadLetter(offset, reason(why), record);
      order.reach(reached);
    },
    skipTo: (offset, epoch) => {
      partition.skipTo(count(offset, 'offset'), count(epoch, 'epoch'));
      order.reach(offset - 1);
    },
    mark: ({ offset, token }) => {
      const mark = { offset: count(offset, 'offset'), token: name(token, 'token') };
      partition.mark?.(mark);
    },
    committedOffset: () => partition.committedOffset(),
  };
}

/** The offsets of a source partition grow. A reader that goes back begins below its resume offset: that is done. */
class OffsetOrder {
  readonly #resumeOffset: number;
  #last: number;

  constructor(resumeOffset: number) {
    this.#resumeOffset = resumeOffset;
    this.#last = resumeOffset - 1;
  }

  /** Where these would bring it. Throws when they don't grow. */
  reachedBy(offsets: readonly number[]): number {
    let last = this.#last;
    for (const offset of offsets) {
      if (offset < this.#resumeOffset) continue;
      if (offset <= last) throw new TypeError(`offset ${offset} must be above ${last}, which came before`);
      last = offset;
    }
    return last;
  }

  reach(offset: number): void {
    this.#last = Math.max(this.#last, offset);
  }
}
