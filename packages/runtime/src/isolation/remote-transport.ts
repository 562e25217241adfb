import { TIMER_DELAY_MS_MAX } from '@statefun-ts/connector';
import type { Transport } from '@statefun-ts/engine';
import { CallFailure } from '@statefun-ts/engine';
import type { FromFunction, InvocationBatchRequest } from '@statefun-ts/protocol';
import { StatefunError, fromFunctionCodec, toFunctionCodec } from '@statefun-ts/protocol';
import type { PartLine, RemotePart } from './extension-thread.ts';
import type { FromPart, Made } from './messages.ts';
import { within } from './within.ts';

/** The other side gives an attempt up a second after its time; it may be in a loop. */
const CALL_GRACE_MS = 2_000;
/** The other side gives up after 5 s. */
const CLOSE_MS = 6_000;

interface UnderWay {
  readonly resolve: (reply: FromFunction) => void;
  readonly reject: (why: CallFailure) => void;
  readonly timer: NodeJS.Timeout;
}

/** A transport that runs in the thread of its extension. What is under way when that ends is called again. */
export class RemoteTransport implements Transport, RemotePart {
  readonly #title: string;
  readonly #line: PartLine;
  readonly #underWay = new Map<number, UnderWay>();
  #calls = 0;
  callsWanted: number | undefined;
  /** With which patience it is called. */
  readonly retry: Made['transport'];

  constructor(title: string, retry: Made['transport'], line: PartLine) {
    this.#title = title;
    this.retry = retry;
    this.#line = line;
  }

  call(invocation: InvocationBatchRequest, budgetMs: number): Promise<FromFunction> {
    if (!this.#line.isUp) return Promise.reject(this.#noThread());
    return new Promise((resolve, reject) => {
      const call = ++this.#calls;
      const limitMs = budgetMs + CALL_GRACE_MS;
      const late = (): void => {
        this.#underWay.delete(call);
        reject(this.#failure(`it has not ended after ${Math.round(limitMs)} ms`));
      };
      const timer = setTimeout(late, Math.min(limitMs, TIMER_DELAY_MS_MAX));
      this.#underWay.set(call, { resolve, reject, timer });
      this.#line.send({ do: 'call', call, budgetMs, bytes: [toFunctionCodec.encode({ invocation })] });
    });
  }

  #noThread(): CallFailure {
    const { problem } = this.#line;
    return this.#failure(problem?.message ?? 'it has no thread', problem);
  }

  #failure(why: string, cause?: StatefunError): CallFailure {
    const code = cause?.code ?? 'STATEFUN_EXTENSION_FAILED';
    return new CallFailure(code, `${this.#title} failed: ${why}`, { transient: true, cause });
  }

  receive(message: FromPart): void {
    if (message.do !== 'answered' && message.do !== 'unanswered') return;
    this.callsWanted = message.callsWanted;
    const call = this.#underWay.get(message.call);
    this.#underWay.delete(message.call);
    clearTimeout(call?.timer);
    if (message.do === 'answered') {
      this.#answered(call, message.bytes[0] ?? new Uint8Array());
      return;
    }
    const { fault, isTransient } = message;
    call?.reject(new CallFailure(fault.code, fault.message, { transient: isTransient }));
  }

  #answered(call: UnderWay | undefined, reply: Uint8Array): void {
    try {
      call?.resolve(fromFunctionCodec.decode(reply));
    } catch (error) {
      call?.reject(this.#failure(`its reply is no FromFunction: ${(error as Error).message}`));
    }
  }

  answer(): never {
    throw new StatefunError('STATEFUN_INTERNAL', `${this.#title} asks nothing.`);
  }

  lost(): void {
    this.callsWanted = undefined;
    const why = this.#noThread();
    for (const { reject, timer } of this.#underWay.values()) {
      clearTimeout(timer);
      reject(why);
    }
    this.#underWay.clear();
  }

  restored(): void {}

  closed(): void {
    this.lost();
  }

  async close(): Promise<void> {
    if (this.#line.isUp) await within(CLOSE_MS, this.#title, this.#line.order({ order: 'close' }));
  }
}
