import type { Limits } from './limits.ts';
import type { Overlay } from './overlay.ts';
import type { Share } from './partition.ts';
import type { Observer, Random } from './ports.ts';

/** What the parts of one engine share. */
export interface Context {
  readonly overlay: Overlay;
  readonly limits: Limits;
  readonly random: Random;
  readonly observer: Observer;
  readonly partitions: number;
  readonly lanes: number;
  /** Which lanes are this shard's. */
  readonly share: Share;
  readonly counters: Counters;
  /** Engine time of the event that is being handled; set by the shard loop. */
  nowMs: number;
}

/** What happened since the start. They only grow. */
export interface Counters {
  messagesIn: number;
  messagesSent: number;
  messagesDelayed: number;
  messagesCancelled: number;
  messagesHandled: number;
  egressRecords: number;
  calls: number;
  callsFailed: number;
  seriesFailed: number;
  incompleteReplies: number;
  mailSaved: number;
  mailReloaded: number;
  timersFired: number;
  deadLetters: number;
  epochs: number;
  epochBytes: number;
}

export const newCounters = (): Counters => ({
  messagesIn: 0,
  messagesSent: 0,
  messagesDelayed: 0,
  messagesCancelled: 0,
  messagesHandled: 0,
  egressRecords: 0,
  calls: 0,
  callsFailed: 0,
  seriesFailed: 0,
  incompleteReplies: 0,
  mailSaved: 0,
  mailReloaded: 0,
  timersFired: 0,
  deadLetters: 0,
  epochs: 0,
  epochBytes: 0,
});
