import { z } from 'zod';
import type { PlaygroundEgressComponent, PlaygroundIngressComponent } from '../components.ts';
import { mapping, port, text } from './fields.ts';
import { defineKind } from './kind.ts';

const listenFields = {
  port: port().describe('The port to listen on; 0: the system picks one.'),
  host: text('a host name or an IP address')
    .optional()
    .describe('The host name or address to listen on. Default: `--host`, `STATEFUN_HOST`, else loopback.'),
};

const INGRESS_ID = 'io.statefun.playground/ingress';
const EGRESS_ID = 'io.statefun.playground/egress';

export const playgroundIngress = defineKind({
  kind: 'io.statefun.playground.v1/ingress',
  role: 'ingress',
  summary: `An HTTP server that takes messages, for trying things out. Its id is \`${INGRESS_ID}\`: one in an application.`,
  schema: mapping(listenFields),
  identify: () => ({ key: INGRESS_ID }),
  toComponent: ({ port, host }, { origin }): PlaygroundIngressComponent => ({
    kind: 'io.statefun.playground.v1/ingress',
    id: INGRESS_ID,
    origin,
    port,
    ...(host !== undefined && { host }),
  }),
});

const topic = text('the name of a topic');

export const playgroundEgress = defineKind({
  kind: 'io.statefun.playground.v1/egress',
  role: 'egress',
  summary: `An HTTP server that hands out what functions sent, for trying things out. Its id is \`${EGRESS_ID}\`: one in an application.`,
  schema: mapping({
    ...listenFields,
    topics: z
      .array(topic, { error: 'a list of topics' })
      .min(1, { error: 'at least one topic' })
      .transform((topics) => [...new Set(topics)])
      .describe('The topics that functions can send to.'),
  }),
  identify: () => ({ key: EGRESS_ID }),
  toComponent: ({ port, host, topics }, { origin }): PlaygroundEgressComponent => ({
    kind: 'io.statefun.playground.v1/egress',
    id: EGRESS_ID,
    origin,
    port,
    topics,
    ...(host !== undefined && { host }),
  }),
});
