import { unavailable } from '@statefun-ts/engine';
import { StatefunError } from '@statefun-ts/protocol';
import { receiveMessageOnPort } from 'node:worker_threads';
import type { Line } from '../../line.ts';
import type {
  Answers,
  ExtensionThreadData,
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
/** What a part of a message weighs that is no text, roughly. */
const PART_BYTES = 20;

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
    this.#wayBytes += weigh(message);
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

/** What plain data takes of memory, roughly. */
function weigh(data: unknown): number {
  if (typeof data === 'string') return PART_BYTES + data.length;
  if (typeof data !== 'object' || data === null) return PART_BYTES;
  if (data instanceof Uint8Array) return PART_BYTES + data.length;
  let weight = PART_BYTES;
  for (const part of Object.values(data)) weight += weigh(part);
  return weight;
}
