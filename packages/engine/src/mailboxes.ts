import type { Address } from '@statefun-ts/protocol';

import { compactMessage } from './bytes.ts';
import type { Context } from './context.ts';
import type { Directory } from './directory.ts';
import type { FunctionType } from './functions.ts';
import { Instance } from './functions.ts';
import { mailboxKey, mailKey, parseMailboxKey, rangeOf } from './keys.ts';
import type { Mail, SourceEntry } from './mail.ts';
import { mailBytes } from './mail.ts';
import type { Row } from './ports.ts';
import { Recency } from './recency.ts';
import { mailboxRow, mailRow } from './rows.ts';
import type { States } from './states.ts';
import type { WorkingSet } from './working-set.ts';

/** How long a sweep rests when it found nothing to bring into memory. */
const SWEEP_REST_MS = 50;

const [FIRST, LAST] = rangeOf('m');

/**
 * The mail of all addresses. In memory as long as budgets allow; in the store when it must survive what its
 * source would not replay, when it waits long, or when there is too much of it. An address's mail in the store
 * is always a prefix of its whole queue, so that order survives a crash.
 */
export class Mailboxes {
  readonly #context: Context;
  readonly #directory: Directory;
  readonly #states: States;
  readonly #workingSet: WorkingSet;
  /** Called when an address has mail and may be called. */
  readonly #onReady: (instance: Instance) => void;
  /** Called when an address has mail from an earlier run, and must not be called before its `retryAtMs`. */
  readonly #onWaiting: (instance: Instance) => void;

  /** Addresses in memory without mail, longest idle first. */
  readonly #idle = new Recency<Instance>();
  /** Addresses whose mail must be in the store by the end of the epoch. */
  #toSave = new Set<Instance>();
  readonly #rowDirty = new Set<Instance>();
  /** Bytes of mail in memory, what is out with calls included. */
  queuedBytes = 0;
  queuedMessages = 0;

  /** Mailboxes may be in the store that are not in memory: a sweep over their rows brings them in, as room allows. */
  #sweep: 'over' | 'resting' | 'running' = 'resting';
  #sweepFrom = FIRST;
  #sweepAtMs = 0;
  /** The running pass leaves mailboxes behind: another must follow. */
  #sweepAgain = false;
  /** Mailboxes left the memory in the running epoch; in the sealed one. */
  #coldInEpoch = false;
  #coldInSealed = false;

  constructor(
    context: Context,
    directory: Directory,
    states: States,
    workingSet: WorkingSet,
    on: { readonly ready: (instance: Instance) => void; readonly waiting: (instance: Instance) => void },
  ) {
    this.#context = context;
    this.#directory = directory;
    this.#states = states;
    this.#workingSet = workingSet;
    this.#onReady = on.ready;
    this.#onWaiting = on.waiting;
  }

  get idleAddresses(): number {
    return this.#idle.size;
  }

  /** Some endpoint serves the target, in whichever shard it is. */
  serves({ namespace, type }: Address): boolean {
    return this.#directory.serves(namespace, type);
  }

  /** Puts a message into a mailbox. False when no endpoint serves the target. */
  deliver(target: Address, mail: Mail): boolean {
    const type = this.#directory.find(target.namespace, target.type);
    if (type === undefined) return false;
    const known = type.instances.get(target.id);
    this.#workingSet.met(known !== undefined);
    const crowded = type.queue.busy >= this.#context.limits.busyAddressesMax;
    if (crowded && (known === undefined || known.phase === 'idle')) this.#deliverCold(type, target.id, mail);
    else this.#enqueue(known ?? this.#create(type, target.id), mail);
    return true;
  }

  /** An address in memory, made or found there; its mail in the store is known then. */
  obtain(type: FunctionType, id: string): Instance {
    return type.instances.get(id) ?? this.#create(type, id);
  }

  #create(type: FunctionType, id: string): Instance {
    const instance = new Instance(type, id, this.#context.partitions, this.#context.lanes);
    type.instances.set(id, instance);
    if (this.#mayBeStored && this.#restore(instance)) this.#wake(instance);
    else this.#rest(instance);
    return instance;
  }

  /** Mailboxes may be in the store that are not in memory: committed ones, or of an epoch that no sweep has seen yet. */
  get #mayBeStored(): boolean {
    return this.#sweep !== 'over' || this.#coldInEpoch || this.#coldInSealed;
  }

  /** Reads where the mailbox stands in the store; false when it has no mail there. */
  #restore(instance: Instance): boolean {
    const row = this.#context.overlay.get(this.#rowKey(instance));
    if (row === undefined) return false;
    const { head, tail, failures, retryAtMs, batchMax } = mailboxRow.decode(row);
    Object.assign(instance, { head, cold: head, tail, failures, retryAtMs, batchMax });
    return true;
  }

  /** From idle to busy. */
  #wake(instance: Instance): void {
    if (instance.phase === 'idle') this.#idle.remove(instance);
    instance.type.queue.busy++;
    if (instance.retryAtMs > this.#context.nowMs) {
      instance.phase = 'waiting';
      this.#onWaiting(instance);
    } else {
      this.#onReady(instance);
    }
  }

  #enqueue(instance: Instance, mail: Mail): void {
    // Behind mail that is only in the store, mail must go there, too.
    if (instance.coldMail > 0 || this.#isOverBudget(instance, mail)) {
      this.save(instance);
      this.#append(instance, mail);
    } else {
      this.#keep(instance, mail);
      if (mail.source === null) this.#toSave.add(instance);
      else this.#hold(mail.source, instance);
    }
    if (instance.phase === 'idle') this.#wake(instance);
  }

  /**
   * There is no room in memory for a message. One of a source that replays finds room, since its ingress pauses; but
   * where endpoints share ingresses, none may fill the window and so pause those of the others. Mail from another
   * shard, which has a sender, is never paused.
   */
  #isOverBudget(instance: Instance, mail: Mail): boolean {
    const { queuedBytesMax, windowMessagesMax } = this.#context.limits;
    const isPausable = mail.source !== null && mail.caller === null;
    if (!isPausable && this.queuedBytes > queuedBytesMax) return true;
    if (mail.source === null) return false;
    const { queueCount } = this.#directory;
    if (isPausable && queueCount === 1) return false;
    return instance.type.queue.sourceUndone > windowMessagesMax / (2 * queueCount);
  }

  #hold(entry: SourceEntry, instance: Instance): void {
    entry.instance = instance;
    instance.type.queue.sourceUndone++;
  }

  #keep(instance: Instance, mail: Mail): void {
    instance.queue.push(mail);
    this.queuedBytes += mailBytes(mail);
    this.queuedMessages++;
    instance.type.queuedMessages++;
  }

  /** For an address that there is no room for in memory: its mail goes to the store, unseen. */
  #deliverCold(type: FunctionType, id: string, mail: Mail): void {
    const idle = type.instances.get(id);
    if (idle !== undefined) this.#evict(idle);
    const instance = new Instance(type, id, this.#context.partitions, this.#context.lanes);
    this.#restore(instance);
    this.#append(instance, mail);
    // Not with the seal: by then another instance may stand for this address.
    this.#rowDirty.delete(instance);
    this.#writeRow(instance);
    this.#sweepLater();
    this.#coldInEpoch = true;
  }

  /** Writes a message behind all others. */
  #append(instance: Instance, mail: Mail): void {
    mail.row = instance.tail++;
    this.#context.overlay.put(this.#mailKey(instance, mail.row), mailRow.encode(mail));
    if (mail.source !== null) mail.source.progress.done(mail.source);
    this.#rowDirty.add(instance);
    this.#context.counters.mailSaved++;
  }

  /** Writes all of an address's mail that is in memory only: the whole queue, in order. */
  save(instance: Instance): void {
    // Mail in memory without a row stands behind all rows, and there is no cold mail then.
    for (const mail of instance.call?.batch ?? []) this.#saveOne(instance, mail);
    for (const mail of instance.queue) this.#saveOne(instance, mail);
  }

  #saveOne(instance: Instance, mail: Mail): void {
    if (mail.row >= 0) return;
    this.#append(instance, mail);
    instance.cold = instance.tail;
  }

  /** The address's mail will be in the store by the end of the epoch. */
  saveWithEpoch(instance: Instance): void {
    this.#toSave.add(instance);
  }

  /** Drops saved mail from memory; it is read back when its turn comes. */
  unload(instance: Instance): void {
    const first = instance.queue.at(0);
    if (first === undefined) return;
    this.save(instance);
    for (const mail of instance.queue) this.#uncount(instance, mail);
    instance.cold = first.row;
    instance.queue.clear();
  }

  #uncount(instance: Instance, mail: Mail): void {
    this.queuedBytes -= mailBytes(mail);
    this.queuedMessages--;
    instance.type.queuedMessages--;
  }

  /** Reads mail back from the store until `reloadMessagesMax` are in memory, or a call's worth of bytes. */
  load(instance: Instance): void {
    const { reloadMessagesMax, batchBytesMax } = this.#context.limits;
    let bytes = 0;
    while (instance.coldMail > 0 && instance.queue.length < reloadMessagesMax && bytes < batchBytesMax) {
      const row = instance.cold++;
      const stored = this.#context.overlay.get(this.#mailKey(instance, row));
      if (stored === undefined) continue;
      const { caller, argument } = mailRow.decode(stored);
      const mail: Mail = { caller, argument: compactMessage(argument), row, source: null };
      this.#keep(instance, mail);
      bytes += mailBytes(mail);
      this.#context.counters.mailReloaded++;
    }
  }

  /** A batch was handled: it leaves the mailbox for good. */
  settle(instance: Instance, batch: readonly Mail[]): void {
    for (const mail of batch) {
      this.#uncount(instance, mail);
      if (mail.source !== null) mail.source.progress.done(mail.source);
      if (mail.row < 0) continue;
      this.#context.overlay.delete(this.#mailKey(instance, mail.row));
      instance.head = mail.row + 1;
      this.#rowDirty.add(instance);
    }
  }

  /** After a call: the address has mail and is ready, or rests. */
  afterCall(instance: Instance): void {
    if (this.#states.cachedBytes > this.#context.limits.cachedStateBytesMax) this.#states.drop(instance);
    if (instance.hasMail) {
      this.#onReady(instance);
      return;
    }
    instance.type.queue.busy--;
    this.#rest(instance);
  }

  #rest(instance: Instance): void {
    instance.phase = 'idle';
    this.#idle.add(instance);
    const { cachedStateBytesMax } = this.#context.limits;
    const { idleAddressesMax } = this.#workingSet;
    for (let oldest = this.#idle.oldest; oldest !== null && oldest !== instance; oldest = this.#idle.oldest) {
      if (this.#idle.size <= idleAddressesMax && this.#states.cachedBytes <= cachedStateBytesMax) break;
      this.#evict(oldest);
    }
  }

  #evict(instance: Instance): void {
    if (instance.phase === 'idle') this.#idle.remove(instance);
    this.#states.drop(instance);
    instance.type.instances.delete(instance.address.id);
    if (this.#rowDirty.delete(instance)) this.#writeRow(instance);
    this.#toSave.delete(instance);
    instance.phase = 'cold';
  }

  /** Takes an address with mail out of memory altogether; a sweep will find it when its `retryAtMs` has come. */
  retire(instance: Instance): void {
    this.unload(instance);
    instance.type.queue.busy--;
    this.#rowDirty.add(instance);
    this.#evict(instance);
    this.#sweepLater();
    this.#coldInEpoch = true;
  }

  /** Writes what must be in the store by the end of the epoch. */
  seal(): void {
    for (const instance of this.#toSave) this.save(instance);
    this.#toSave.clear();
    for (const instance of this.#rowDirty) this.#writeRow(instance);
    this.#rowDirty.clear();
    this.#coldInSealed = this.#coldInEpoch;
    this.#coldInEpoch = false;
  }

  /** The sealed epoch is durable. */
  committed(): void {
    // A pass that began before now may have missed the epoch's rows.
    if (this.#coldInSealed) this.#sweepLater();
  }

  /** Whether a seal has something to write. */
  get dirty(): boolean {
    return this.#toSave.size > 0 || this.#rowDirty.size > 0;
  }

  #writeRow(instance: Instance): void {
    const { head, tail, failures, retryAtMs, batchMax } = instance;
    const key = this.#rowKey(instance);
    if (head >= tail) this.#context.overlay.delete(key);
    else this.#context.overlay.put(key, mailboxRow.encode({ head, tail, failures, retryAtMs, batchMax }));
  }

  #rowKey(instance: Instance): string {
    return mailboxKey(instance.partition, instance.type.key, instance.address.id);
  }

  #mailKey(instance: Instance, row: number): string {
    return mailKey(instance.partition, instance.type.key, row, instance.address.id);
  }

  #sweepLater(): void {
    this.#sweepAgain = true;
    if (this.#sweep === 'over') this.#sweep = 'resting';
  }

  /** When a sweep wants to go on; undefined when there is nothing to sweep. */
  get sweepAtMs(): number | undefined {
    return this.#sweep === 'resting' ? this.#sweepAtMs : undefined;
  }

  /** Begins a step of the sweep: a range of rows to scan. */
  beginSweep(): { from: string; to: string; limit: number } | undefined {
    if (this.#sweep !== 'resting' || this.#context.nowMs < this.#sweepAtMs) return undefined;
    if (this.#sweepFrom === FIRST) this.#sweepAgain = false;
    this.#sweep = 'running';
    return { from: this.#sweepFrom, to: LAST, limit: this.#context.limits.stepItemsMax };
  }

  /** Brings the mailboxes of a step into memory, where there is room and their time has come. */
  endSweep(rows: readonly Row[], limit: number): void {
    let woken = 0;
    for (const { key } of rows) if (this.#sweepOne(key)) woken++;
    const last = rows.at(-1);
    const passOver = last === undefined || rows.length < limit;
    this.#sweep = passOver && !this.#sweepAgain ? 'over' : 'resting';
    this.#sweepFrom = passOver ? FIRST : `${last.key}\0`;
    this.#sweepAtMs = this.#context.nowMs + (woken > 0 && !passOver ? 0 : SWEEP_REST_MS);
  }

  #sweepOne(key: string): boolean {
    const { namespace, type: name, id } = parseMailboxKey(key);
    const type = this.#directory.find(namespace, name);
    // Without an endpoint its mail stays where it is, until a module serves the type again.
    if (type === undefined || type.instances.has(id)) return false;
    const row = this.#context.overlay.get(key);
    if (row === undefined) return false;
    const crowded = type.queue.busy >= this.#context.limits.busyAddressesMax;
    if (crowded || mailboxRow.decode(row).retryAtMs > this.#context.nowMs) {
      this.#sweepAgain = true;
      return false;
    }
    this.#create(type, id);
    return true;
  }
}
