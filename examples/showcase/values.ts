import type { Context } from '@statefun-ts/sdk';
import { StateFun, egressMessageBuilder } from '@statefun-ts/sdk';

/** The Kafka topic that the greetings go to. */
export const greetingsTopic = 'greetings';

/** Types of your own have a name, and say how values become bytes: as JSON, as protobuf, or as you like. */
export const greetRequestType = StateFun.jsonType<{ readonly name: string }>('showcase/GreetRequest');

/** A point as two 32 bit integers. */
export const pointType = StateFun.customType<{ readonly x: number; readonly y: number }>(
  'showcase/Point',
  ({ x, y }) => {
    const bytes = Buffer.alloc(8);
    bytes.writeInt32BE(x, 0);
    bytes.writeInt32BE(y, 4);
    return bytes;
  },
  (bytes) => {
    const view = Buffer.from(bytes);
    return { x: view.readInt32BE(0), y: view.readInt32BE(4) };
  },
);

const egressRecordType = StateFun.jsonType<{ readonly topic: string; readonly payload: string }>(
  'io.statefun.playground/EgressRecord',
);

/** Lets `curl` read what a function has to say. */
export function say(context: Pick<Context, 'send'>, payload: string): void {
  context.send(
    egressMessageBuilder({
      typename: 'io.statefun.playground/egress',
      value: { topic: 'showcase', payload },
      valueType: egressRecordType,
    }),
  );
}
