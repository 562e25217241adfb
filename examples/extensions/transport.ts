import { byteTransport, CallFailure, defineTransport } from '@statefun-ts/extension';
import type { Address, Transport } from '@statefun-ts/extension';
import type { NatsConnection } from '@nats-io/transport-node';
import { connect } from '@nats-io/transport-node';

/** A subject has tokens between dots; `*` and `>` would address others, too. */
const SUBJECT = /^[\w-]+(?:\.[\w-]+)*$/;

/**
 * Functions that are called by requests over NATS. They may run anywhere, behind any firewall, and come and go:
 *
 *     urlPathTemplate: nats://127.0.0.1:4222/functions.{function.name}
 *     transport:
 *       type: com.example.nats/request
 */
export const natsTransport = defineTransport({
  type: 'com.example.nats/request',
  summary: 'Requests over NATS: the path of the URL is the subject.',
  urlSchemes: ['nats'],
  fields: {},
  create: (_spec, { urlOf, name }): Transport => {
    const server = urlOf({ type: 'any' }).host;
    let connection: Promise<NatsConnection> | undefined;

    /** Made with the first call, and made again until that works; once there, the client itself keeps it alive. */
    const connected = (): Promise<NatsConnection> => {
      connection ??= connect({ servers: server, name, maxReconnectAttempts: -1 }).catch((error: unknown) => {
        connection = undefined;
        throw error;
      });
      return connection;
    };

    return byteTransport({
      async send(request, { target, budgetMs }) {
        const subject = subjectOf(target, urlOf);
        const nats = await connected();
        const limit = nats.info?.max_payload ?? 0;
        if (request.length > limit) {
          const message = `A call of ${subject} has ${request.length} bytes; the server takes ${limit} (max_payload).`;
          throw new CallFailure('STATEFUN_CALL_PAYLOAD_TOO_LARGE', message, { transient: false });
        }
        const reply = await nats.request(subject, request, { timeout: budgetMs });
        const failure = reply.headers?.get('Nats-Service-Error');
        if (failure) throw new Error(`the function service at ${subject} says: ${failure}`);
        return reply.data;
      },
      close: async () => (await connection)?.close(),
    });
  },
});

function subjectOf(target: Address, urlOf: (target: Address) => URL): string {
  const subject = urlOf(target).pathname.slice(1);
  if (SUBJECT.test(subject)) return subject;
  const message = `The function type ${target.namespace}/${target.type} makes no subject of NATS: ${subject}`;
  throw new CallFailure('STATEFUN_URL_INVALID', message, { transient: false });
}
