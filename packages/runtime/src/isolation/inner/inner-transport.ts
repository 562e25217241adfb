import { CallFailure } from '@statefun-ts/engine';
import type { GuardedTransport } from '@statefun-ts/extension/host';
import type { InvocationBatchRequest } from '@statefun-ts/protocol';
import { toFunctionCodec } from '@statefun-ts/protocol';
import type { Order, ToPart } from '../messages.ts';
import { faultOf } from '../messages.ts';
import type { InnerPart } from './part.ts';
import type { PartSpeaker } from './speaker.ts';

/** A transport of the extension, which is called from another thread. */
export class InnerTransport implements InnerPart {
  readonly #transport: GuardedTransport;
  readonly #speaker: PartSpeaker;

  constructor(transport: GuardedTransport, speaker: PartSpeaker) {
    this.#transport = transport;
    this.#speaker = speaker;
  }

  async order({ order }: Order): Promise<void> {
    if (order === 'close') await this.#transport.close();
  }

  receive(message: ToPart): void {
    if (message.do !== 'call') return;
    const { call, budgetMs, bytes } = message;
    const { invocation } = toFunctionCodec.decode(bytes[0] ?? new Uint8Array());
    this.#transport.exchange(invocation as InvocationBatchRequest, budgetMs).then(
      (reply) => this.#answered(call, reply),
      (error: unknown) => this.#unanswered(call, error),
    );
  }

  #answered(call: number, reply: Uint8Array): void {
    const { callsWanted } = this.#transport;
    this.#speaker.say({ do: 'answered', call, callsWanted, bytes: [reply] });
  }

  #unanswered(call: number, error: unknown): void {
    const { callsWanted } = this.#transport;
    const isTransient = !(error instanceof CallFailure) || error.transient;
    this.#speaker.say({ do: 'unanswered', call, callsWanted, fault: faultOf(error), isTransient });
  }
}
