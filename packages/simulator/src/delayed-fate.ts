import type { Command, Message } from './commands.ts';
import type { World } from './world.ts';

/** Engine time is whole milliseconds. */
const SLACK_MS = 2;
/** A cancellation this near to the time of the message is a race. */
const RACE_MS = 10;

/** Without an interruption, a timer fires within this time. */
const LATE_MS = 5_000;

type Send = Extract<Command, { do: 'delay' }>;

/** A delayed message as its sender's log has it. */
interface Sent {
  readonly send: Send;
  readonly sender: Message;
  /** The message whose cancellation followed, if there is one. */
  readonly canceller: Message | null;
}

/** What becomes of delayed messages: their sender's log says what was sent and cancelled, in which order. */
export class FateOfDelayed {
  readonly #world: World;
  readonly #sent = new Map<Message, Sent>();

  constructor(world: World) {
    this.#world = world;
  }

  /** Reads the logs as they are now. */
  begin(): void {
    this.#sent.clear();
    for (const [address, { uids }] of this.#world.history.logs()) {
      const log = uids.flatMap((uid) => this.#world.workload.registry.at(uid, address) ?? []);
      this.#readLog(log.flatMap((sender) => sender.commands.map((command) => ({ sender, command }))));
    }
  }

  #readLog(log: readonly { sender: Message; command: Command }[]): void {
    for (const [i, { sender, command }] of log.entries()) {
      if (command.do !== 'delay') continue;
      const { token } = command;
      const isCancellation = (other: Command): boolean =>
        token !== '' && other.do === 'cancel' && other.token === token;
      const canceller = log.slice(i + 1).find((later) => isCancellation(later.command));
      this.#sent.set(command.message, { send: command, sender, canceller: canceller?.sender ?? null });
    }
  }

  /** Whether a delayed message that was sent must arrive. Where the model leaves both open, what happened counts. */
  arrives(message: Message): boolean {
    const sent = this.#sent.get(message);
    if (sent === undefined || sent.canceller === null || this.#mustArrive(sent)) return true;
    return this.#world.history.isSafe(message) && !this.#mustBeCancelled(sent);
  }

  /** Nothing hindered the timer, and the cancellation came much later. */
  #mustArrive({ send, sender, canceller }: Sent): boolean {
    const { history, interruptions, clockIsTrue } = this.#world;
    const sentMs = history.replyTimes(sender)?.lastMs;
    const cancelledMs = canceller && history.replyTimes(canceller)?.firstMs;
    if (interruptions > 0 || !clockIsTrue || sentMs === undefined || typeof cancelledMs !== 'number')
      return false;
    return cancelledMs > sentMs + send.delayMs + LATE_MS;
  }

  /** The cancellation was applied before the message was due, by any reckoning. */
  #mustBeCancelled({ send, sender, canceller }: Sent): boolean {
    const { history, clockIsTrue } = this.#world;
    const sentMs = history.replyTimes(sender)?.firstMs;
    const cancelledMs = canceller && history.replyTimes(canceller)?.lastMs;
    if (sentMs === undefined || typeof cancelledMs !== 'number') return false;
    if (sender === canceller) return true;
    return clockIsTrue && cancelledMs < sentMs + send.delayMs - SLACK_MS;
  }

  /** Messages of one sender to one target: of two, the one sent no later and delayed no longer comes first. */
  judgeOrder(): void {
    const { history, verdict, workload } = this.#world;
    this.#count();
    for (const [address, { uids }] of history.logs()) {
      const arrived = uids.flatMap(
        (uid) => this.#sent.get(workload.registry.at(uid, address) as Message) ?? [],
      );
      for (const [i, later] of arrived.entries()) {
        const overtaken = arrived.slice(0, i).find((earlier) => this.#precedes(later, earlier));
        const names = (): string =>
          `${address} applied ${overtaken?.send.message.name} before ${later.send.message.name}`;
        verdict.check(overtaken === undefined, 'delayed-order', names);
      }
    }
  }

  #precedes(a: Sent, b: Sent): boolean {
    if (a.sender.targetKey !== b.sender.targetKey || a.send.delayMs > b.send.delayMs) return false;
    return this.#turn(a) < this.#turn(b);
  }

  #turn({ sender, send }: Sent): number {
    const turn = this.#world.history.logOf(sender.targetKey).indexOf(sender.uid);
    return turn * 1_000 + sender.commands.indexOf(send);
  }

  #count(): void {
    const { coverage, history } = this.#world;
    const bySender = new Map<string, Sent[]>();
    for (const [message, sent] of this.#sent) {
      this.#countTokens(sent, bySender);
      if (sent.canceller === null) {
        coverage.hit('delayed');
        continue;
      }
      coverage.hit(history.isApplied(message) ? 'cancelled-late' : 'cancelled');
      const cancelledMs = history.replyTimes(sent.canceller)?.lastMs ?? 0;
      if (Math.abs(this.#dueMs(sent) - cancelledMs) < RACE_MS) coverage.hit('cancellation-races-timer');
    }
  }

  #dueMs({ sender, send }: Sent): number {
    return (this.#world.history.replyTimes(sender)?.lastMs ?? 0) + send.delayMs;
  }

  #countTokens(sent: Sent, byToken: Map<string, Sent[]>): void {
    if (sent.send.token === '') return;
    const { coverage } = this.#world;
    const { type, id } = sent.sender.target;
    const key = `${sent.send.token} ${id}`;
    const others = byToken.get(key) ?? [];
    byToken.set(key, [...others, sent]);
    const sentMs = this.#dueMs(sent) - sent.send.delayMs;
    for (const other of others) {
      if (this.#dueMs(other) <= sentMs) continue;
      coverage.hit(other.sender.target.type === type ? 'token-pending-twice' : 'token-of-other-type');
    }
  }
}
