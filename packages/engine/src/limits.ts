/** What bounds the engine's memory and work. Each can be set; the defaults suit one process of 512 MiB. */
export interface Limits {
  /** Messages in memory that their source still holds (Kafka); beyond it such ingresses pause. */
  readonly windowMessagesMax: number;
  /** Bytes of waiting messages in memory; at half of it ingresses pause, beyond it mail goes to the store only. */
  readonly queuedBytesMax: number;
  /** Addresses of one endpoint with mail in memory; mail for further ones goes to the store only. */
  readonly busyAddressesMax: number;
  /** Addresses without mail that stay in memory. Few: what is old in V8's heap is dear, and rows have a cache outside of it. */
  readonly idleAddressesMax: number;
  /** Messages after which it is looked whether those two pay in full, or a small part of them does as well. */
  readonly workingSetTrialMessages: number;
  /** Bytes of state that stay in memory as a cache. */
  readonly cachedStateBytesMax: number;
  /** Bytes of rows that stay in memory outside of V8's heap once they were read, and a sixth as much for the table of them. */
  readonly rowCacheBytesMax: number;
  /** Bytes of messages in one call; at least one message goes. */
  readonly batchBytesMax: number;
  /** Bytes of state and messages that are out with the calls of one endpoint; at least one call goes. */
  readonly callBytesMax: number;
  /** Messages of one address that are read back from the store at a time. */
  readonly reloadMessagesMax: number;
  /**
   * A message from a source that replays is written to the store after waiting this long, since its source may
   * forget it.
   */
  readonly spillAfterMs: number;
  /** The same for a message that holds back the position of many that are done. */
  readonly spillHoldingAfterMs: number;
  /** Timers in memory; later ones wait in the store. */
  readonly timersMax: number;
  /** Timers that fire, or stored mailboxes that are looked at, in one step. */
  readonly stepItemsMax: number;
  /** Characters of an address (namespace, type and id together) or a cancellation token: keys of the store hold them. */
  readonly addressLengthMax: number;
  /** Bytes of a message or a state value. */
  readonly valueBytesMax: number;
  /** Function types that may be addressed; each needs a little memory for good. */
  readonly functionTypesMax: number;
  /** Registered states of one function type. */
  readonly statesPerTypeMax: number;
  /** A function may ask for more state this often in a row for one batch. */
  readonly incompleteRepliesMax: number;
  /** Outbox records kept in memory for each stream; further ones are read from the store. */
  readonly outboxBytesMax: number;
  /** An outbox row holds about this many bytes at most, or one record. */
  readonly outboxRowBytesMax: number;
  /** The bytes of an epoch's changes at which it is committed early. */
  readonly epochBytesMax: number;
  /** Time from an epoch's first change to its commit when little is to do. */
  readonly epochDelayMinMs: number;
  /** The same under load, when fewer, larger commits are the largest saving. */
  readonly epochDelayMaxMs: number;
  /** How long the first call of a function type after a start may hold back the type's other addresses. */
  readonly probeMs: number;
  /** The delay between two attempts of a series doubles up to this. */
  readonly retryDelayMaxMs: number;
  /** An address whose series of attempts failed waits this long, then twice as long, and so on. */
  readonly backoffFirstMs: number;
  readonly backoffMaxMs: number;
}

const MiB = 1024 * 1024;

export const DEFAULT_LIMITS: Limits = {
  windowMessagesMax: 40_000,
  queuedBytesMax: 64 * MiB,
  busyAddressesMax: 60_000,
  idleAddressesMax: 16_000,
  workingSetTrialMessages: 100_000,
  cachedStateBytesMax: 32 * MiB,
  rowCacheBytesMax: 128 * MiB,
  batchBytesMax: 8 * MiB,
  callBytesMax: 64 * MiB,
  reloadMessagesMax: 1_000,
  spillAfterMs: 30_000,
  spillHoldingAfterMs: 1_000,
  timersMax: 50_000,
  stepItemsMax: 1_000,
  addressLengthMax: 8_192,
  valueBytesMax: 48 * MiB,
  functionTypesMax: 10_000,
  statesPerTypeMax: 1_000,
  incompleteRepliesMax: 16,
  outboxBytesMax: 2 * MiB,
  outboxRowBytesMax: 1 * MiB,
  epochBytesMax: 16 * MiB,
  epochDelayMinMs: 1,
  epochDelayMaxMs: 40,
  probeMs: 1_000,
  retryDelayMaxMs: 10_000,
  backoffFirstMs: 1_000,
  backoffMaxMs: 5 * 60_000,
};
