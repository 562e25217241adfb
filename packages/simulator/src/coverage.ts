/** The cases that the world must meet, all seeds together: a world that never gets there tests nothing. */
export const CASES = {
  crash: 'the process died',
  'crash-while-starting': 'it died before its start was over',
  'crash-while-committing-kept': 'it died in a commit that turned out to be durable',
  'crash-while-committing-lost': 'it died in a commit that was lost',
  'crash-between-commit-and-egress': 'it died with durable records that had not gone out',
  'crash-between-egress-and-done': 'it died with records out that the store still holds',
  'crash-with-calls-in-flight': 'it died while function services worked for it',
  'crash-before-ack': 'it died with a durable message whose sender had not been told',
  'graceful-stop': 'it was stopped in order, and started again',
  'commit-failed-applied': 'a failed commit turned out to be durable',
  'commit-failed-lost': 'a failed commit was lost',
  'disk-full': 'a commit met a full disk',
  'open-failed': 'the log could not be opened at first',
  'read-failed': 'the log could not be read',
  'recovered-in-process': 'the shard opened its log again without a restart',
  'one-shard-recovered': 'a shard recovered while others went on',
  'mail-between-shards': 'a function sent to an address of another shard',
  'crash-with-mail-between-shards': 'it died with mail on its way to another shard',
  'more-shards': 'it was started with more shards than before',
  'fewer-shards': 'it was started with fewer shards than before',
  'stale-reply': 'a reply arrived for a call of before a recovery',
  'wall-clock-jump': 'the wall clock jumped while the engine ran',
  'mail-read-back': 'messages were read back from the store',
  'batch-split': 'a failed batch was tried again in smaller pieces',
  'batch-full': 'a call had as many messages as it may',
  'endpoint-full': 'an endpoint had as many calls in flight as it may',
  'call-transient': 'an attempt failed and may be repeated',
  'call-permanent': 'an attempt failed and ended its series',
  'call-timeout': 'a service did not answer within the budget',
  'reply-nonsense': 'a reply could not be applied',
  incomplete: 'a function asked for state',
  'incomplete-after-restart': 'a function asked for state that the store had already',
  'incomplete-repeated': 'a function kept asking',
  'pause-resume': 'an ingress was paused and resumed',
  'small-window': 'few messages found their address in memory, so fewer of them were kept there',
  'pause-for-egress': 'an ingress was paused while an egress was down',
  'source-read-again': 'records that were done were read again',
  'source-reopened': 'a reader began anew while the engine went on',
  'mark-at-position': 'a reader was led by its mark to the first record that was not done',
  'mark-before-position': 'a reader was led by its mark to records that were done',
  'mark-held-back': 'a reader had made marks behind a message that was not done',
  'dead-letter-record': 'a bad record of a source was set aside',
  'dead-letter-function': 'a message to an unknown function type was set aside',
  'dead-letter-egress': 'a record for an unknown egress was set aside',
  'dead-letter-admission': 'a record that an egress does not admit was set aside',
  'dead-letter-poison': 'a record that the outside refused was set aside',
  'unacked-applied': 'a message took effect though its sender never knew',
  'unacked-lost': 'a message whose sender was never told was lost',
  refused: 'a message was refused, and its sender knew',
  delayed: 'a delayed message arrived',
  cancelled: 'a delayed message was cancelled in time',
  'cancelled-late': 'a cancellation came too late',
  'cancellation-races-timer': 'a cancellation and the timer came within 10 ms of each other',
  'token-pending-twice': 'a token was used again while pending',
  'token-of-other-type': 'an address used a token that its namesake of another type has pending',
  'lease-expired': 'state expired after it was written',
  'session-expired': 'state expired after a call',
  'state-deleted': 'a function deleted state',
  'egress-definite-failure': 'an external transaction failed',
  'egress-indefinite-applied': 'an external transaction failed, as it seemed, but had been applied',
  'egress-mark-ahead': 'after a restart the mark was ahead of the outbox',
  remembered: 'an egress found again what it had stored',
} as const;

export type Case = keyof typeof CASES;

/** Counts the cases met. */
export class Coverage {
  readonly counts = new Map<Case, number>();

  hit(name: Case): void {
    this.counts.set(name, (this.counts.get(name) ?? 0) + 1);
  }

  add(other: Coverage): void {
    for (const [name, count] of other.counts) this.counts.set(name, (this.counts.get(name) ?? 0) + count);
  }

  /** The cases never met. */
  missing(): Case[] {
    return (Object.keys(CASES) as Case[]).filter((name) => !this.counts.has(name));
  }
}
