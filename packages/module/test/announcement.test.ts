import assert from 'node:assert/strict';
import { test } from 'node:test';
import type {
  AsyncTransportSpec,
  HttpEndpointComponent,
  KafkaEgressComponent,
  KafkaIngressComponent,
} from '../src/index.ts';
import { parse } from './support.ts';

/* The module files of the 3.1 announcement, as they are printed there. */

const COMPONENTS = `kind: io.statefun.endpoints.v2/http
spec:
  functions: com.example/*
  urlPathTemplate: https://bar.foo.com/{function.name}
---
kind: io.statefun.kafka.v1/ingress
spec:
  id: com.example/my-ingress
  address: kafka-broker:9092
  consumerGroupId: my-consumer-group
  topics:
    - topic: message-topic
      valueType: io.statefun.types/string
      targets:
        - com.example/greeter
---
kind: io.statefun.kafka.v1/egress
spec:
  id: com.example/my-egress
  address: kafka-broker:9092
  deliverySemantic:
    type: exactly-once
    transactionTimeout: 15min
---
`;

const ASYNC = `kind: io.statefun.endpoints.v2/http
spec:
 functions: fns/*
 urlPathTemplate: https://api-gateway.foo.bar/{function.name}
 maxNumBatchRequests: 10000
 transport:
   type: io.statefun.transports.v1/async
   call: 2m
   connect: 20s
`;

const CUSTOM_TRANSPORT = `kind: io.statefun.endpoints.v2/http
spec:
 functions: com.foo.bar/*
 urlPathTemplate: https://{function.name}/
 maxNumBatchRequests: 10000
 transport:
   type: com.foo.bar/pubsub
   some_property1: some_value1
`;

test('an endpoint, a Kafka ingress and an exactly-once Kafka egress', () => {
  const { module, problems } = parse(COMPONENTS);
  assert.deepEqual(problems, []);
  const at = (line: number) => ({ file: 'module.yaml', line, column: 1 });
  const expected: [HttpEndpointComponent<AsyncTransportSpec>, KafkaIngressComponent, KafkaEgressComponent] = [
    {
      kind: 'io.statefun.endpoints.v2/http',
      origin: at(1),
      functions: { namespace: 'com.example', name: '*' },
      urlPathTemplate: 'https://bar.foo.com/{function.name}',
      batchMessagesMax: 1000,
      transport: {
        type: 'io.statefun.transports.v1/async',
        callMs: 120_000,
        connectMs: 20_000,
        poolTtlMs: 15_000,
        poolSize: 1024,
        payloadBytesMax: 33_554_432,
        tls: {},
      },
    },
    {
      kind: 'io.statefun.kafka.v1/ingress',
      origin: at(6),
      id: 'com.example/my-ingress',
      address: 'kafka-broker:9092',
      consumerGroupId: 'my-consumer-group',
      topics: [
        {
          topic: 'message-topic',
          valueType: 'io.statefun.types/string',
          targets: ['com.example/greeter'],
          valueEncoding: 'raw',
        },
      ],
      autoOffsetResetPosition: 'latest',
      startupPosition: { type: 'latest' },
      properties: {},
    },
    {
      kind: 'io.statefun.kafka.v1/egress',
      origin: at(17),
      id: 'com.example/my-egress',
      address: 'kafka-broker:9092',
      delivery: { type: 'exactly-once', transactionTimeoutMs: 900_000 },
      properties: {},
    },
  ];
  assert.deepEqual(module?.components, expected);
});

test('an endpoint with the asynchronous transport', () => {
  const [endpoint] = (parse(ASYNC).module?.components ?? []) as HttpEndpointComponent<AsyncTransportSpec>[];
  assert.ok(endpoint !== undefined);
  assert.equal(endpoint.batchMessagesMax, 10_000);
  assert.equal(endpoint.transport.callMs, 120_000);
  assert.equal(endpoint.transport.connectMs, 20_000);
});

test('a transport that nobody registered is named, with those that there are', () => {
  const { problems } = parse(CUSTOM_TRANSPORT);
  const [{ code, message, origin } = assert.fail('There is no problem.'), ...others] = problems;
  assert.deepEqual(others, []);
  assert.equal(code, 'STATEFUN_MODULE_VALUE_INVALID');
  assert.match(message, /io\.statefun\.transports\.v1\/async.*com\.foo\.bar\/pubsub/);
  assert.deepEqual(origin, { file: 'module.yaml', line: 7, column: 10 });
});
