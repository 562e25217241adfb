import { Mailboxes } from '../../../engine/src/mailboxes.ts';
import { Deque } from '../../../engine/src/deque.ts';
import { DeadLetters } from '../../../engine/src/dead-letters.ts';
import { Egresses } from '../../../engine/src/egresses.ts';
import { Intake } from '../../../engine/src/intake.ts';
import { Overlay } from '../../../engine/src/overlay.ts';
import { RowCache } from '../../../engine/src/row-cache.ts';
import { Stream } from '../../../engine/src/outbox.ts';
import { PlaceMarks } from '../../../engine/src/place-marks.ts';
import { Replies } from '../../../engine/src/replies.ts';
import { SourceProgress } from '../../../engine/src/sources.ts';
import { States } from '../../../engine/src/states.ts';
import { Timers } from '../../../engine/src/timers.ts';
import { sourcePositionRow } from '../../../engine/src/rows.ts';
import { SourcePlace } from '../../../shards/src/source-places.ts';
import type { PlaceMark } from '@statefun-ts/engine';
import type { Lies } from '../../src/index.ts';
import {
  droppingTransport,
  hastyIngress,
  hoardingLog,
  immortalTransport,
  reorderingTransport,
  staleTransport,
} from './lies.ts';

/** A bug as somebody might write it. */
export interface PlantedBug {
  readonly name: string;
  /** Put between the engine and its ports, */
  readonly lies?: Lies;
  /** or into the engine; returns how to take it out again. */
  readonly patch?: () => () => void;
}

/** Replaces a method until it is undone; the bug gets the right one to call. */
const patch =
  <T extends object, K extends keyof T>(prototype: T, method: K, bug: (right: T[K]) => T[K]) =>
  (): (() => void) => {
    const right = prototype[method];
    prototype[method] = bug(right);
    return () => {
      prototype[method] = right;
    };
  };

/** What the simulator must find within the seeds that the tests run. */
export const PLANTED_BUGS: readonly PlantedBug[] = [
  { name: 'the sync is left out: a committed epoch is lost in a crash', lies: { sync: 'left-out' } },
  { name: 'an epoch is not atomic: half of it is lost in a crash', lies: { sync: 'torn' } },
  { name: 'a batch is reordered', lies: { transport: reorderingTransport } },
  { name: 'a message is dropped on a retry', lies: { transport: droppingTransport } },
  { name: 'a stale reply is applied', lies: { transport: staleTransport } },
  { name: 'expirations are ignored', lies: { transport: immortalTransport } },
  { name: 'a sender is told before the message is durable', lies: { ingress: hastyIngress } },
  { name: 'the mark is ignored after a restart', lies: { ignoreMark: true } },
  { name: 'rows of mail are not deleted', lies: { log: hoardingLog('q') } },
  { name: 'mailbox rows are not deleted', lies: { log: hoardingLog('m') } },
  { name: 'a timer that fired is kept', lies: { log: hoardingLog('t') } },
  { name: 'outbox rows are not deleted', lies: { log: hoardingLog('o') } },
  {
    name: 'outbox records are released before their epoch is durable',
    patch: patch(
      Stream.prototype,
      'seal',
      (right) =>
        function (this: Stream) {
          right.call(this);
          this.committed();
        },
    ),
  },
  {
    name: 'source offsets are committed when records arrive',
    patch: patch(
      SourceProgress.prototype,
      'add',
      (right) =>
        function (this: SourceProgress, ...args) {
          const entry = right.apply(this, args);
          this.done(entry);
          return entry;
        },
    ),
  },
  {
    name: "a source's mark is released while its place is still needed",
    patch: patch(
      PlaceMarks.prototype,
      'release',
      (right) =>
        function (this: PlaceMarks, offset) {
          right.call(this, offset + 5);
          return this.at(offset);
        },
    ),
  },
  {
    name: 'a mark is stored and given out that lies above the lowest offset that is not done',
    patch: patch(
      PlaceMarks.prototype,
      'at',
      (right) =>
        function (this: PlaceMarks, offset) {
          return right.call(this, offset + 5);
        },
    ),
  },
  {
    name: 'the position moves on, and the mark that is stored with it does not',
    patch: patch(PlaceMarks.prototype, 'release', (right) => {
      const firsts = new WeakMap<PlaceMarks, PlaceMark>();
      return function (this: PlaceMarks, offset) {
        const mark = firsts.get(this) ?? right.call(this, offset);
        if (mark !== undefined) firsts.set(this, mark);
        return mark;
      };
    }),
  },
  {
    name: 'a reader that begins anew in a running engine gets what it gave again',
    patch: patch(
      SourceProgress.prototype,
      'reopen',
      () =>
        function (this: SourceProgress) {
          this.resumeOffset = Math.max(this.resumeOffset, this.position + 1);
        },
    ),
  },
  {
    name: 'messages that leave the memory are still counted for their type',
    patch: patch(
      Mailboxes.prototype,
      'unload',
      (right) =>
        function (this: Mailboxes, instance) {
          const before = instance.queue.length;
          right.call(this, instance);
          instance.type.queuedMessages += before;
        },
    ),
  },
  {
    name: 'a token is kept after its message was sent',
    patch: patch(Timers.prototype, 'forgetToken', () => () => {}),
  },
  {
    name: 'cancellations are ignored',
    patch: patch(Timers.prototype, 'cancel', () => () => 0),
  },
  {
    name: 'delayed messages come early',
    patch: patch(
      Timers.prototype,
      'addMessage',
      (right) =>
        function (this: Timers, sender, fireAtMs, message) {
          right.call(this, sender, fireAtMs - 20, message);
        },
    ),
  },
  {
    name: 'a reply that can not be applied is applied in part',
    patch: patch(States.prototype, 'check', () => () => {}),
  },
  {
    name: 'the messages of a reply are sent in the wrong order',
    patch: patch(
      Replies.prototype,
      'apply',
      (right) =>
        function (this: Replies, instance, reply) {
          right.call(this, instance, { ...reply, outgoingMessages: reply.outgoingMessages.toReversed() });
        },
    ),
  },
  {
    name: 'the deletion of a state is ignored',
    patch: patch(
      States.prototype,
      'apply',
      (right) =>
        function (this: States, instance, mutations, nowMs) {
          right.call(
            this,
            instance,
            mutations.filter(({ mutationType }) => mutationType !== 0),
            nowMs,
          );
        },
    ),
  },
  {
    name: 'dead letters are thrown away',
    patch: patch(DeadLetters.prototype, 'add', () => () => {}),
  },
  {
    name: 'a record that can not go out is sent nowhere, without a dead letter',
    patch: patch(Stream.prototype, 'reject', () => () => {}),
  },
  {
    name: 'mail that is dropped from memory is not saved before',
    patch: patch(Mailboxes.prototype, 'save', () => () => {}),
  },
  {
    name: 'reads do not see the epoch that is being committed',
    patch: patch(
      Overlay.prototype,
      'seal',
      (right) =>
        function (this: Overlay) {
          const writes = right.call(this);
          this.committed();
          return writes;
        },
    ),
  },
  {
    name: 'the cache of rows keeps what it read, whatever is written',
    patch: patch(RowCache.prototype, 'update', () => () => {}),
  },
  {
    name: 'a state in memory does not tell the cache what is written to its row',
    patch: patch(RowCache.prototype, 'write', () => () => true),
  },
  {
    name: 'a failed batch goes behind the mail that waits',
    patch: patch(
      Deque.prototype as Deque<unknown>,
      'unshift',
      () =>
        function (this: Deque<unknown>, items) {
          for (const item of items) this.push(item);
        },
    ),
  },
  {
    name: 'timers that a running scan can not see are forgotten',
    patch: patch(
      Timers.prototype,
      'sealed',
      (right) =>
        function (this: Timers) {
          right.call(this);
          right.call(this);
        },
    ),
  },
  {
    name: 'what an egress stores is not awaited',
    patch: patch(
      Egresses.prototype,
      'remember',
      (right) =>
        function (this: Egresses, ...args) {
          right.apply(this, args);
          args[3].resolve();
        },
    ),
  },
  {
    name: 'delayed messages stay behind when the number of shards changes',
    lies: { reshard: (row) => (row.key.startsWith('t') ? null : row) },
  },
  {
    name: 'all lanes stand where the furthest does when the number of shards changes',
    lies: {
      reshard: (row) => {
        if (!row.key.startsWith('p')) return row;
        const position = sourcePositionRow.decode(row.value);
        return { ...row, value: sourcePositionRow.encode({ ...position, apart: [] }) };
      },
    },
  },
  {
    name: 'a shard that begins anew is taken to stand further than it does',
    patch: patch(
      SourcePlace.prototype,
      'restore',
      (right) =>
        function (this: SourcePlace, shard, position) {
          right.call(this, shard, { ...position, resumeOffset: position.resumeOffset + 3 });
        },
    ),
  },
  {
    name: 'a shard is taken to have done more than it says',
    patch: patch(
      SourcePlace.prototype,
      'committed',
      (right) =>
        function (this: SourcePlace, shard, offset) {
          right.call(this, shard, offset + 3);
        },
    ),
  },
  {
    name: 'mail between shards is reordered',
    patch: patch(
      Intake.prototype,
      'pushLetters',
      (right) =>
        function (this: Intake, progress, first, letters) {
          right.call(this, progress, first, letters.toReversed());
        },
    ),
  },
  {
    name: 'how far mail between shards is done is not kept',
    patch: patch(Intake.prototype, 'openLetters', (right) => {
      let opened = 0;
      return function (this: Intake, name) {
        return right.call(this, `${name}#${opened++}`);
      };
    }),
  },
  {
    name: 'mail between shards is forgotten when it is sent',
    patch: patch(
      Stream.prototype,
      'read',
      (right) =>
        function (this: Stream, from, bytesMax) {
          const records = right.call(this, from, bytesMax);
          if (this.egress === 'exchange') this.done(from + records.length);
          return records;
        },
    ),
  },
];
