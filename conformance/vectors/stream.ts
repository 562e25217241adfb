import { CONTROL_BYTES_MAX, FrameType, FrameWriter } from '@statefun-ts/protocol';

import { EFFECTS } from './cases/effects.ts';
import { REQUESTS } from './cases/requests.ts';
import { STATE } from './cases/states.ts';
import type { Vector } from './vector.ts';

/** A frame that a service must say: the payload of a REPLY, or the status of an ERROR. */
export interface SaidFrame {
  readonly type: 'reply' | 'error' | 'pong';
  readonly call: number;
  /** Hex. */
  readonly payload?: string;
  readonly status?: number;
}

/** What a runtime sends on a stream, and what a service makes of it: README.md says how to run it. */
export interface StreamVector {
  readonly name: string;
  readonly says: string;
  /** The bytes of the request's body, in hex. */
  readonly runtime: string;
  /** The frames that must come after HELLO, in any order. */
  readonly service: readonly SaidFrame[];
  /** `open`: the stream goes on. `cut`: the service cuts the connection, whatever it said before. */
  readonly outcome: 'open' | 'cut';
}

interface Frame {
  readonly type: number;
  readonly call: number;
  readonly payload?: Uint8Array;
}

const bytesOf = (frames: readonly Frame[]): string => {
  const writer = new FrameWriter();
  for (const { type, call, payload } of frames) writer.add(type, call, payload);
  return Buffer.concat(writer.take()).toString('hex');
};

const vectorOf = (name: string): Vector => {
  const vector = [...STATE, ...EFFECTS, ...REQUESTS].find((one) => one.name === name);
  if (vector === undefined) throw new Error(`there is no vector ${name}`);
  return vector;
};

const call = (id: number, name: string): Frame => ({
  type: FrameType.call,
  call: id,
  payload: vectorOf(name).request,
});

/** What the function replies in the vector of that name. */
const reply = (id: number, name: string): SaidFrame => ({
  type: 'reply',
  call: id,
  payload: Buffer.from(vectorOf(name).expected as Uint8Array).toString('hex'),
});

const error = (id: number, status: number): SaidFrame => ({ type: 'error', call: id, status });

const PING = Buffer.from('are you?');
const ping: Frame = { type: FrameType.ping, call: 0, payload: PING };
const pong: SaidFrame = { type: 'pong', call: 0, payload: PING.toString('hex') };

const GREETING = 'no state is there';
const OTHER = 'states that expire';
const ID_MAX = 2 ** 32 - 1;

const goesOn = (
  name: string,
  says: string,
  frames: readonly Frame[],
  service: readonly SaidFrame[],
): StreamVector => ({ name, says, runtime: bytesOf(frames), service, outcome: 'open' });

const isCut = (name: string, says: string, frames: readonly Frame[]): StreamVector => ({
  name,
  says,
  runtime: bytesOf(frames),
  service: [],
  outcome: 'cut',
});

const tooLongControl = Buffer.alloc(9);
tooLongControl.writeUInt32BE(CONTROL_BYTES_MAX + 1, 0);
tooLongControl.writeUInt8(FrameType.ping, 4);

const ALL: readonly StreamVector[] = [
  goesOn(
    'a call',
    'It is answered with what a plain request would get.',
    [call(1, GREETING)],
    [reply(1, GREETING)],
  ),
  goesOn(
    'calls at once',
    'Each is answered under its id, whatever the id.',
    [call(7, GREETING), call(ID_MAX, OTHER), call(1, GREETING)],
    [reply(7, GREETING), reply(ID_MAX, OTHER), reply(1, GREETING)],
  ),
  goesOn(
    'failures',
    'A call that fails has the status of a plain request, and harms no other.',
    [
      call(1, 'a failure'),
      call(2, 'a function that is not there'),
      call(3, 'garbage'),
      call(4, 'a request without a target'),
      call(5, GREETING),
    ],
    [error(1, 500), error(2, 503), error(3, 400), error(4, 400), reply(5, GREETING)],
  ),
  goesOn('a ping', 'It is answered with its own bytes.', [ping], [pong]),
  goesOn(
    'frames that are not known',
    'They are passed over.',
    [
      { type: 4, call: 0 },
      { type: 99, call: 5, payload: Buffer.from('of a later version') },
      call(5, GREETING),
    ],
    [reply(5, GREETING)],
  ),
  goesOn(
    'a cancellation of what is not there',
    'It may have crossed the answer, so it is passed over.',
    [{ type: FrameType.cancel, call: 3 }, ping],
    [pong],
  ),
  isCut('a call with the id 0', 'It has no id.', [{ ...call(1, GREETING), call: 0 }]),
  ...(['hello', 'reply', 'error', 'pong', 'goAway'] as const).map((type) =>
    isCut(`a frame from the wrong side: ${type}`, 'Only services send it.', [
      { type: FrameType[type], call: 1, payload: PING },
    ]),
  ),
  {
    name: 'a control frame that is too long',
    says: 'Nothing is kept of it.',
    runtime: tooLongControl.toString('hex'),
    service: [],
    outcome: 'cut',
  },
];

/** The text of stream.json. */
export const streamJson = (): string => `${JSON.stringify(ALL, null, 2)}\n`;
