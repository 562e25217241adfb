import { defineIngress, readingIngress, routing, text } from '@statefun-ts/extension';
import type { Reader } from '@statefun-ts/extension';
import { DeliverPolicy, jetstream, jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { connect } from '@nats-io/transport-node';

/** So many messages are on their way at once. */
const MESSAGES_AHEAD = 1000;

interface Spec {
  readonly id: string;
  readonly server: string;
  readonly stream: string;
  readonly valueType: string;
  readonly targets: readonly string[];
}

/** Messages of a stream of JetStream, exactly once: the last part of their subject is the id of the instance. */
export const natsIngress = defineIngress({
  kind: 'com.example.nats.v1/ingress',
  summary: 'Messages of a JetStream stream, each once; the last token of the subject is the id.',
  fields: {
    server: text('host:port of a NATS server').describe('The NATS server, `host:port`.'),
    stream: text('the name of a stream').describe('The stream, which is there already.'),
    ...routing('subject'),
  },
  create: (spec, { name }) =>
    readingIngress({
      id: spec.id,
      async read(reader) {
        const nats = await connect({ servers: spec.server, name, maxReconnectAttempts: -1 });
        try {
          await read(nats, spec, reader);
        } finally {
          await nats.close();
        }
      },
    }),
});

/** Reads on from the runtime's own position, which is part of its epochs: nothing is acknowledged to the server. */
async function read(
  nats: NatsConnection,
  { id, stream, targets, valueType }: Spec,
  reader: Reader,
): Promise<void> {
  const { created, state } = await (await jetstreamManager(nats)).streams.info(stream);
  const partition = reader.sink.openPartition(`${id}/${stream}`, {
    identity: String(created),
    startOffset: state.first_seq,
    routing: { targets, valueType },
  });
  const consumer = await jetstream(nats).consumers.get(stream, {
    deliver_policy: DeliverPolicy.StartSequence,
    opt_start_seq: Math.max(1, partition.resumeOffset),
  });
  const messages = await consumer.consume({ max_messages: MESSAGES_AHEAD });
  reader.signal.addEventListener('abort', () => void messages.close());
  reader.ready();
  for await (const { seq, subject, data } of messages) {
    await reader.proceed();
    partition.push([{ offset: seq, id: subject.slice(subject.lastIndexOf('.') + 1), value: data }]);
  }
}
