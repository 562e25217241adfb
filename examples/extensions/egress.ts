import { defineEgress, deliveringEgress, StatefunError, text } from '@statefun-ts/extension';
import type { OutgoingRecord, TypedValue } from '@statefun-ts/extension';
import { jetstream } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { connect } from '@nats-io/transport-node';

/** What functions send: a value of this type, in JSON. */
export const RECORD_TYPE = 'com.example.nats/Record';
export interface NatsRecord {
  readonly subject: string;
  readonly payload: string;
}

/** JetStream refuses what no stream takes; that may be made any moment. */
const PUBLISH_TIMEOUT_MS = 5_000;

/** Records for JetStream. It drops what it has already, by the record's identity: so each comes once. */
export const natsEgress = defineEgress({
  kind: 'com.example.nats.v1/egress',
  summary: `Values of the type \`${RECORD_TYPE}\`, published to JetStream.`,
  fields: { server: text('host:port of a NATS server').describe('The NATS server, `host:port`.') },
  create: ({ id, server }, { name }) => {
    let connection: Promise<NatsConnection> | undefined;
    return deliveringEgress({
      id,
      admit: (argument) => ({ channel: '', record: encode(argument) }),
      async send(records) {
        connection ??= connect({ servers: server, name, maxReconnectAttempts: -1 });
        const client = jetstream(await connection.catch((error: unknown) => failed(error)));
        for (const record of records) await publish(client, record);
      },
      async close() {
        await (await connection?.catch(() => undefined))?.close();
        connection = undefined;
      },
    });

    function failed(error: unknown): never {
      connection = undefined;
      throw error;
    }
  },
});

async function publish(client: ReturnType<typeof jetstream>, record: OutgoingRecord): Promise<void> {
  const { subject, payload } = JSON.parse(Buffer.from(record.bytes).toString()) as NatsRecord;
  await client.publish(subject, payload, { msgID: record.identity, timeout: PUBLISH_TIMEOUT_MS });
}

/** What is no record becomes a dead letter, with this error as the reason. */
function encode({ typename, value }: TypedValue): Uint8Array {
  const invalid = (why: string) => new StatefunError('STATEFUN_RECORD_REFUSED', why);
  if (typename !== RECORD_TYPE) throw invalid(`it is a ${typename}, and ${RECORD_TYPE} is wanted`);
  const { subject, payload } = JSON.parse(Buffer.from(value).toString()) as Partial<NatsRecord>;
  if (typeof payload !== 'string') throw invalid('its payload is no text');
  if (!/^[^\s.*>]+(?:\.[^\s.*>]+)*$/.test(subject ?? ''))
    throw invalid('its subject is not tokens with dots between them');
  return value;
}
