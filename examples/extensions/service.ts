import { headers } from '@nats-io/transport-node';
import type { NatsConnection } from '@nats-io/transport-node';
import { egressMessageBuilder, StateFun } from '@statefun-ts/sdk';
import type { NatsRecord } from './egress.ts';
import { RECORD_TYPE } from './egress.ts';

const statefun = new StateFun();
const record = StateFun.jsonType<NatsRecord>(RECORD_TYPE);

statefun.bind({
  typename: 'example/person',
  specs: [{ name: 'visits', type: StateFun.intType() }],
  fn(context) {
    const visits = (context.storage.visits ?? 0) + 1;
    context.storage.visits = visits;
    const name = context.self.id;
    context.send(
      egressMessageBuilder({
        typename: 'example/greetings',
        value: { subject: `greetings.${name}`, payload: `Hello ${name}, visit ${visits}` },
        valueType: record,
      }),
    );
  },
});

/** Answers calls of the functions, until the connection is closed. Any number of these share the calls. */
export async function serve(nats: NatsConnection): Promise<void> {
  for await (const request of nats.subscribe('functions.*', { queue: 'functions' })) void answer(request);

  async function answer(request: { data: Uint8Array; respond: NatsRespond }): Promise<void> {
    try {
      request.respond(await statefun.invoke(request.data));
    } catch (error) {
      const failure = headers();
      failure.set('Nats-Service-Error', String(error).replaceAll(/\s+/g, ' '));
      request.respond(new Uint8Array(), { headers: failure });
    }
  }
}

type NatsRespond = (data: Uint8Array, options?: { headers: ReturnType<typeof headers> }) => boolean;
