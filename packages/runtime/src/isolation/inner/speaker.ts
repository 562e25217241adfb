import { unavailable } from '@statefun-ts/engine';
import { StatefunError } from '@statefun-ts/protocol';
import { weightOf } from '@statefun-ts/shards';
import { receiveMessageOnPort } from 'node:worker_threads';
import type { Line } from '../../line.ts';
import type {
  Answers,
  ExtensionThreadData,
  Fault,
  FromPart,
  FromThread,
  OfPart,
  Question,
  Reply,
  ToPart,
} from '../messages.ts';
import { SLOTS } from '../messages.ts';

/** So much may be on the way to the application: beyond it, the thread waits until that has heard it. */
const WAY_BYTES_MAX = 16 * 1024 * 1024;
/** What a message weighs besides its bytes, roughly. */
const MESSAGE_BYTES = 200;

/** What the thread says to the application. */
export class Speaker {
  readonly #data: ExtensionThreadData;
  readonly #line: Line<FromThread, OfPart<ToPart>>;
  #wayBytes = 0;

  constructor(data: ExtensionThreadData, line: Line<FromThread, OfPart<ToPart>>) {
    this.#data = data;
    this.#line = line;
  }

  say(message: FromThread): void {
    this.#line.send(message);
    this.#wayBytes += MESSAGE_BYTES + ('bytes' in message ? weightOf(message.bytes) : 0);
    if (this.#wayBytes > WAY_BYTES_MAX) this.ask({ part: 0, session: 0 }, { ask: 'heard' });
  }

  /** Asks, and stands still until the answer is there. Throws what that says. */
  ask<Q extends Question>(
    who: { readonly part: number; readonly session: number },
    question: Q,
  ): Answers[Q['ask']] {
    const { shared, answers } = this.#data;
    const before = Atomics.load(shared, SLOTS.answers);
    this.#line.send({ do: 'question', ...who, question });
    this.#line.flush();
    this.#wayBytes = 0;
    while (Atomics.load(shared, SLOTS.answers) === before) Atomics.wait(shared, SLOTS.answers, before);
    const reply = receiveMessageOnPort(answers)?.message as Reply | undefined;
    if (reply === undefined) throw unavailable();
    if ('fault' in reply) throw new StatefunError(reply.fault.code, reply.fault.message);
    return reply.value as Answers[Q['ask']];
  }

  /** What one of its parts says and asks. */
  of(part: number): PartSpeaker {
    return {
      say: (message) => this.say({ ...message, part }),
      ask: (session, question) => this.ask({ part, session }, question),
    };
  }
}

/** What a part says and asks. */
export interface PartSpeaker {
  readonly say: (message: FromPart) => void;
  readonly ask: <Q extends Question>(session: number, question: Q) => Answers[Q['ask']];
}

/** What was thrown, as the other side is told of it. */
export const faultOf = (error: unknown): Fault => ({
  code: error instanceof StatefunError ? error.code : 'STATEFUN_EXTENSION_FAILED',
  message: error instanceof Error ? error.message : String(error),
});
