/** A module.yaml in the shape of one of the original's examples, and what a test has to know of it. */
export interface OriginalModule {
  readonly example: string;
  /** What a user changes: host names. */
  readonly hosts: readonly string[];
  /** The functions' port and path. */
  readonly functions: { readonly port: number; readonly path: string };
  /** A function that it serves, or that records of its Kafka topic go to. */
  readonly target: string;
  /** The Kafka topic or the playground's: where the function sends to. */
  readonly egress?: { readonly id: string; readonly topic: string };
  readonly kafkaTopic?: string;
  readonly yaml: string;
}

const playground = (topic: string) => `\
---
kind: io.statefun.playground.v1/ingress
spec:
  port: 8090
---
kind: io.statefun.playground.v1/egress
spec:
  port: 8091
  topics:
    - ${topic}
`;

const playgroundEgress = (topic: string) => ({ id: 'io.statefun.playground/egress', topic });

const endpoint = (functions: string, url: string, transport = '') => `\
kind: io.statefun.endpoints.v2/http
spec:
  functions: ${functions}
  urlPathTemplate: ${url}
${transport}`;

const asyncTransport = `\
  transport:
    type: io.statefun.transports.v1/async
`;

interface Topic {
  readonly id: string;
  readonly topic: string;
  readonly group: string;
  readonly valueType: string;
  readonly target: string;
}

const kafkaIngress = ({ id, topic, group, valueType, target }: Topic, startup = '') => `\
---
kind: io.statefun.kafka.v1/ingress
spec:
  id: ${id}
  address: kafka:9092
  consumerGroupId: ${group}
${startup}  topics:
    - topic: ${topic}
      valueType: ${valueType}
      targets:
        - ${target}
`;

const earliest = `\
  startupPosition:
    type: earliest
`;

const kafkaEgress = (id: string, semantic: readonly string[]) => `\
---
kind: io.statefun.kafka.v1/egress
spec:
  id: ${id}
  address: kafka:9092
  deliverySemantic:
${semantic.map((line) => `    ${line}\n`).join('')}`;

const names = {
  id: 'showcase/names',
  topic: 'names',
  group: 'my-group-id',
  valueType: 'showcase/GreetRequest',
  target: 'showcase/serving',
};

export const originalModules: readonly OriginalModule[] = [
  {
    example: 'greeter (Go, Python)',
    hosts: ['functions'],
    functions: { port: 8000, path: '/statefun' },
    target: 'example/person',
    egress: playgroundEgress('greetings'),
    yaml: endpoint('example/*', 'http://functions:8000/statefun', asyncTransport) + playground('greetings'),
  },
  {
    example: 'greeter (JavaScript, without a transport)',
    hosts: ['functions'],
    functions: { port: 8000, path: '/statefun' },
    target: 'example/person',
    egress: playgroundEgress('greetings'),
    yaml: endpoint('example/*', 'http://functions:8000/statefun') + playground('greetings'),
  },
  {
    example: 'greeter (Java, at the root of port 1108)',
    hosts: ['greeter-functions'],
    functions: { port: 1108, path: '/' },
    target: 'greeter.fns/user',
    egress: playgroundEgress('greetings'),
    yaml:
      endpoint('greeter.fns/*', 'http://greeter-functions:1108/', asyncTransport) + playground('greetings'),
  },
  {
    example: 'shopping cart',
    hosts: ['shopping-cart-functions'],
    functions: { port: 1108, path: '/' },
    target: 'com.example/user-shopping-cart',
    egress: playgroundEgress('receipts'),
    yaml:
      endpoint('com.example/*', 'http://shopping-cart-functions:1108/', asyncTransport) +
      playground('receipts'),
  },
  {
    example: 'connected components',
    hosts: ['connected-components-functions'],
    functions: { port: 1108, path: '/' },
    target: 'connected-components.fns/vertex',
    egress: playgroundEgress('connected-component-changes'),
    yaml:
      endpoint('connected-components.fns/*', 'http://connected-components-functions:1108/', asyncTransport) +
      playground('connected-component-changes'),
  },
  {
    example: 'showcase (Go: earliest, exactly-once for 15min)',
    hosts: ['host-machine', 'kafka'],
    functions: { port: 8000, path: '/statefun' },
    target: 'showcase.fns/user',
    kafkaTopic: 'logins',
    egress: { id: 'showcase.io/greets', topic: 'greetings' },
    yaml:
      endpoint('showcase.fns/*', 'http://host-machine:8000/statefun', asyncTransport) +
      kafkaIngress(
        {
          id: 'showcase.io/names',
          topic: 'logins',
          group: 'my-group-id',
          valueType: 'showcase.types/userlogin',
          target: 'showcase.fns/user',
        },
        earliest,
      ) +
      kafkaEgress('showcase.io/greets', ['type: exactly-once', 'transactionTimeout: 15min']),
  },
  {
    example: 'showcase (Python: no startup position)',
    hosts: ['host-machine', 'kafka'],
    functions: { port: 8000, path: '/statefun' },
    target: names.target,
    kafkaTopic: names.topic,
    egress: { id: 'showcase/greets', topic: 'greetings' },
    yaml:
      endpoint('showcase/*', 'http://host-machine:8000/statefun', asyncTransport) +
      kafkaIngress(names) +
      kafkaEgress('showcase/greets', ['type: exactly-once', 'transactionTimeout: 15min']),
  },
  {
    example: 'showcase (JavaScript: transactionTimeoutMillis)',
    hosts: ['host-machine', 'kafka'],
    functions: { port: 8000, path: '/statefun' },
    target: names.target,
    kafkaTopic: names.topic,
    egress: { id: 'showcase/greets', topic: 'greetings' },
    yaml:
      endpoint('showcase/*', 'http://host-machine:8000/statefun') +
      kafkaIngress(names) +
      kafkaEgress('showcase/greets', ['type: exactly-once', 'transactionTimeoutMillis: 100000']),
  },
  {
    example: 'showcase (Java: a day for a call, at-least-once)',
    hosts: ['host.testcontainers.internal', 'kafka'],
    functions: { port: 1108, path: '/' },
    target: 'java.showcase.fns/user',
    kafkaTopic: 'user-logins',
    egress: { id: 'java.showcase.io/user-greetings', topic: 'user-greetings' },
    yaml:
      endpoint(
        'java.showcase.fns/*',
        'http://host.testcontainers.internal:1108/',
        `${asyncTransport}    call: 1day # for breakpoints\n`,
      ) +
      kafkaIngress(
        {
          id: 'java.showcase.io/user-logins',
          topic: 'user-logins',
          group: 'java.showcase.greeter',
          valueType: 'java.showcase.types/part1.types.UserLogin',
          target: 'java.showcase.fns/user',
        },
        earliest,
      ) +
      kafkaEgress('java.showcase.io/user-greetings', ['type: at-least-once']),
  },
  {
    example: 'Kubernetes (Kafka in, nothing out)',
    hosts: ['functions.statefun.svc.cluster.local', 'kafka'],
    functions: { port: 8000, path: '/statefun' },
    target: 'example/hello',
    kafkaTopic: 'names',
    yaml:
      endpoint('example/*', 'http://functions.statefun.svc.cluster.local:8000/statefun') +
      kafkaIngress({
        id: 'example/in',
        topic: 'names',
        group: 'my-group-id',
        valueType: 'example/MyMessage',
        target: 'example/hello',
      }),
  },
];
