import type { ModuleContext } from './application.ts';

/** `maxNumBatchRequests` of the function `batched`. */
export const BATCH_MAX = 5;

/** How functions can be called. */
export const TRANSPORTS = ['async', 'okhttp', 'stream'] as const;
export type TransportName = (typeof TRANSPORTS)[number];

/** The playground's ingress and egress, and an endpoint for each service. */
export const playgroundModule = (
  { ingressPort, egressPort, services }: ModuleContext,
  transport: TransportName = 'async',
): string =>
  [
    ...[...services].map(([namespace, port]) => endpoint(`${namespace}/*`, port, transport)),
    `kind: io.statefun.playground.v1/ingress
spec:
  port: ${ingressPort}`,
    `kind: io.statefun.playground.v1/egress
spec:
  port: ${egressPort}
  topics:
    - reports`,
  ].join('\n---\n');

/** Calls of one function go by another port and the other transport, and have a limit. */
export const batchedEndpoint = (namespace: string, port: number): string =>
  `${endpoint(`${namespace}/batched`, port, 'okhttp')}
  maxNumBatchRequests: ${BATCH_MAX}`;

const endpoint = (
  functions: string,
  port: number,
  transport: TransportName,
): string => `kind: io.statefun.endpoints.v2/http
spec:
  functions: ${functions}
  urlPathTemplate: http://127.0.0.1:${port}/{function.name}
  transport:
    type: io.statefun.transports.v1/${transport}`;

export const kafkaIngress = (options: {
  bootstrap: string;
  group: string;
  /** The topics by the type of function that gets their records. */
  topics: ReadonlyMap<string, string>;
}): string => `kind: io.statefun.kafka.v1/ingress
spec:
  id: conformance/in
  address: ${options.bootstrap}
  consumerGroupId: ${options.group}
  startupPosition:
    type: earliest
  topics:${[...options.topics]
    .map(
      ([target, topic]) => `
    - topic: ${topic}
      valueType: conformance/Script
      targets:
        - ${target}`,
    )
    .join('')}`;

export const kafkaEgress = (bootstrap: string): string => `kind: io.statefun.kafka.v1/egress
spec:
  id: conformance/kafka
  address: ${bootstrap}
  deliverySemantic:
    type: exactly-once
    transactionTimeout: 1min`;
