import type { Observer } from '@statefun-ts/engine';
import { StatefunError } from '@statefun-ts/protocol';
import { extname } from 'node:path';
import { MessageChannel } from 'node:worker_threads';
import { Line } from '../line.ts';
import type {
  ExtensionThreadData,
  FromPart,
  FromThread,
  OfPart,
  Order,
  Question,
  Reply,
  ToPart,
} from './messages.ts';
import { SLOTS, faultOf } from './messages.ts';
import { WatchedThread } from './watched-thread.ts';

/** The program of the threads, beside this file: as a source, or built. */
const PROGRAM = new URL(`./inner/extension-worker${extname(import.meta.url)}`, import.meta.url);

/** What a run needs of who started it. */
export interface RunHost {
  readonly extension: ExtensionThreadData['extension'];
  readonly others: ExtensionThreadData['others'];
  readonly name: string;
  readonly host: string;
  readonly components: ExtensionThreadData['components'];
  readonly observer: Observer;
  /** The thread has not given way for so long: it is ended. */
  readonly loopMs: number;
  /** A part has said something. */
  readonly receive: (part: number, message: FromPart) => void;
  /** Answers a part, which waits for it. What it throws is told. */
  readonly answer: (part: number, session: number, question: Question) => unknown;
  /** The thread has ended, and nobody told it to. Called once. */
  readonly over: (why: StatefunError) => void;
}

/** One thread of an extension, from its start to its end. */
export class ThreadRun {
  readonly #host: RunHost;
  readonly #thread: WatchedThread;
  readonly #line: Line<OfPart<ToPart>, FromThread>;
  readonly #answers: MessageChannel['port1'];
  readonly #shared = new Int32Array(new SharedArrayBuffer(SLOTS.length * Int32Array.BYTES_PER_ELEMENT));
  readonly #orders = new Map<number, PromiseWithResolvers<unknown>>();
  readonly startedAtMs = performance.now();
  #requests = 0;

  constructor(host: RunHost) {
    const { extension, others, name, components, loopMs } = host;
    this.#host = host;
    const [line, answers] = [new MessageChannel(), new MessageChannel()];
    const workerData: Omit<ExtensionThreadData, 'heartbeat'> = {
      extension,
      others,
      name,
      components,
      host: host.host,
      line: line.port2,
      answers: answers.port2,
      shared: this.#shared,
    };
    this.#thread = new WatchedThread({
      program: PROGRAM,
      name: `extension ${extension.name}`,
      workerData,
      transferList: [line.port2, answers.port2],
      shared: this.#shared,
      loopMs,
      subject: () => `The extension ${extension.name}`,
      over: (why) => this.#over(why),
    });
    this.#answers = answers.port1;
    this.#line = new Line<OfPart<ToPart>, FromThread>(
      line.port1,
      (messages) => {
        for (const message of messages) this.#hear(message);
      },
      (error) => this.fail(`it says what can't be understood: ${String(error)}`),
    );
  }

  get isOver(): boolean {
    return this.#thread.isOver;
  }

  /** The number of the record that it is admitting; 0: none. */
  get admitting(): number {
    return Atomics.load(this.#shared, SLOTS.admitting);
  }

  send(part: number, message: ToPart): void {
    if (!this.isOver) this.#line.send({ ...message, part });
  }

  /** Has a part do something. Rejects with what went wrong there, and when the thread ends. */
  order(part: number, order: Order): Promise<unknown> {
    const request = ++this.#requests;
    const answer = Promise.withResolvers<unknown>();
    this.#orders.set(request, answer);
    this.send(part, { do: 'order', request, ...order });
    return answer.promise;
  }

  /** Ends the thread. */
  end(why: StatefunError): void {
    if (this.isOver) return;
    this.#thread.end();
    this.#close(why);
  }

  /** Ends the thread, which does what it must not: as if it had ended itself. `reason` completes 'The extension x …'. */
  fail(reason: string): void {
    if (this.isOver) return;
    this.#thread.end();
    const message = `The extension ${this.#host.extension.name} has no thread any more: ${reason}`;
    this.#over(new StatefunError('STATEFUN_EXTENSION_FAILED', message));
  }

  #over(why: StatefunError): void {
    this.#close(why);
    this.#host.over(why);
  }

  #close(why: StatefunError): void {
    this.#line.close();
    this.#answers.close();
    for (const { reject } of this.#orders.values()) reject(why);
    this.#orders.clear();
  }

  #hear(message: FromThread): void {
    if (this.isOver) return;
    if (message.do === 'log') this.#host.observer.log(message.level, message.message, message.fields);
    else if (message.do === 'question') this.#reply(message);
    else if (message.do === 'done') this.#settle(message.request)?.resolve(message.value);
    else if (message.do === 'failed') {
      const { code, message: text } = message.fault;
      this.#settle(message.request)?.reject(new StatefunError(code, text));
    } else this.#host.receive(message.part, message);
  }

  #settle(request: number): PromiseWithResolvers<unknown> | undefined {
    const answer = this.#orders.get(request);
    this.#orders.delete(request);
    return answer;
  }

  /** The thread stands still until the answer is there. */
  #reply({ part, session, question }: Extract<FromThread, { do: 'question' }>): void {
    this.#answers.postMessage(this.#replyTo(part, session, question), []);
    Atomics.add(this.#shared, SLOTS.answers, 1);
    Atomics.notify(this.#shared, SLOTS.answers);
  }

  #replyTo(part: number, session: number, question: Question): Reply {
    if (question.ask === 'heard') return { value: undefined };
    try {
      return { value: this.#host.answer(part, session, question) };
    } catch (error) {
      return { fault: faultOf(error) };
    }
  }
}
