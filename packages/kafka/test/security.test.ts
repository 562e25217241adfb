import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { makeCertificates, startBroker, TestClient, uniqueName } from '@statefun-ts/kafka-broker';
import type { KafkaDelivery } from '@statefun-ts/module';
import { StatefunError } from '@statefun-ts/protocol';
import { createKafkaEgress } from '../src/index.ts';
import { consumeCommitted } from './egress/support/consume-committed.ts';
import { egressComponent, testContext } from './egress/support/context.ts';
import { MemoryOutbox, producerRecord } from './egress/support/memory-outbox.ts';
import { Fixture } from './ingress/support/fixture.ts';
import { startTokenServer } from './support/token-server.ts';

type Properties = Readonly<Record<string, string>>;

const password = 'pass word=of;alice';
const certificates = makeCertificates();
const broker = await startBroker({
  security: { certificates, users: { alice: password } },
  // Credentials run out often: connections must live on, or be made again.
  properties: { 'listener.name.sasl_ssl.scram-sha-512.connections.max.reauth.ms': '1000' },
});
const client = new TestClient(broker.bootstrap);
const kafka = new Fixture(client);
const tokens = await startTokenServer({ id: 'app', secret: 'of-the-app' });
after(async () => {
  await kafka.close();
  await tokens.close();
  await broker.stop();
  certificates.remove();
});
const { SASL_PLAINTEXT, SASL_SSL, SSL } = broker.secured ?? assert.fail('not secured');

const modules = 'org.apache.kafka.common.security';
const login = (mechanism: string, secret = password, user = 'alice'): Properties => ({
  'sasl.mechanism': mechanism,
  'sasl.jaas.config': `${modules}.${mechanism === 'PLAIN' ? 'plain.Plain' : 'scram.Scram'}LoginModule required username="${user}" password="${secret}";`,
});
const trust = { 'ssl.truststore.type': 'PEM', 'ssl.truststore.location': certificates.authority };
const plain = { 'security.protocol': 'SASL_PLAINTEXT', ...login('PLAIN') };
const overTls = { 'security.protocol': 'SASL_SSL', ...trust };
const mutual = { 'security.protocol': 'SSL', ...trust };
const bearer = `${modules}.oauthbearer.OAuthBearerLoginModule required`;

/** What a user may set to get in, each with the listener that it is for. */
const ways: readonly [name: string, address: string, properties: Properties][] = [
  ['SASL_PLAINTEXT with PLAIN', SASL_PLAINTEXT, plain],
  ['SASL_PLAINTEXT with SCRAM-SHA-256', SASL_PLAINTEXT, { ...plain, ...login('SCRAM-SHA-256') }],
  ['SASL_SSL with PLAIN', SASL_SSL, { ...overTls, ...login('PLAIN') }],
  ['SASL_SSL with SCRAM-SHA-512', SASL_SSL, { ...overTls, ...login('SCRAM-SHA-512') }],
  [
    'OAUTHBEARER with an unsecured token',
    SASL_PLAINTEXT,
    {
      'security.protocol': 'SASL_PLAINTEXT',
      'sasl.mechanism': 'OAUTHBEARER',
      'sasl.jaas.config': `${bearer} unsecuredLoginStringClaim_sub="alice";`,
    },
  ],
  [
    'OAUTHBEARER with a token of a server',
    SASL_SSL,
    {
      ...overTls,
      'sasl.mechanism': 'OAUTHBEARER',
      'sasl.oauthbearer.token.endpoint.url': tokens.url,
      'sasl.jaas.config': `${bearer} clientId="app" clientSecret="of-the-app";`,
    },
  ],
  [
    'SSL with a PEM key store whose key is encrypted',
    SSL,
    {
      ...mutual,
      'ssl.keystore.type': 'PEM',
      'ssl.keystore.location': certificates.client,
      'ssl.key.password': certificates.password,
    },
  ],
  [
    'SSL with a PKCS12 key store',
    SSL,
    {
      ...mutual,
      'ssl.keystore.type': 'PKCS12',
      'ssl.keystore.location': certificates.clientPkcs12,
      'ssl.keystore.password': certificates.password,
    },
  ],
  [
    'SSL to an address that the certificate does not name, unchecked',
    SSL.replace('localhost', '127.0.0.1'),
    {
      ...mutual,
      'ssl.keystore.location': certificates.clientPkcs12,
      'ssl.keystore.password': certificates.password,
      'ssl.endpoint.identification.algorithm': '',
    },
  ],
];

for (const [name, address, properties] of ways) {
  test(`an ingress reads over ${name}`, async () => {
    const topic = await client.createTopic();
    await client.produce(topic, [{ key: 'k', value: 'v' }]);
    const { sink } = await kafka.start([topic], { address, properties });
    await sink.until(({ delivered }) => delivered.length === 1);
    assert.deepEqual(sink.failures, []);
  });
}

const deliveries: readonly KafkaDelivery[] = [
  { type: 'none' },
  { type: 'at-least-once' },
  { type: 'exactly-once', transactionTimeoutMs: 60_000 },
];

for (const delivery of deliveries) {
  test(`${delivery.type}: an egress writes over each of the listeners`, async () => {
    for (const [name, address, properties] of ways.filter((_, index) => [0, 3, 5, 6].includes(index))) {
      const topic = await client.createTopic();
      const egress = createKafkaEgress(
        egressComponent(address, delivery, properties),
        testContext(uniqueName('app')),
      );
      const outbox = MemoryOutbox.create();
      await egress.start(outbox);
      if (delivery.type === 'none') egress.sendNow?.('', producerRecord(topic, 'k', name));
      else outbox.append(0, [producerRecord(topic, 'k', name)]);
      egress.wake();
      await outbox.drained();
      await egress.stop();
      const arrived = await consumeCommitted(client, topic);
      assert.deepEqual(
        arrived.map(({ value }) => String(value)),
        [name],
      );
    }
  });
}

type Misfit = readonly [name: string, address: string, properties: Properties, code: string, message: RegExp];

const wrongPassword = 'not-the-password';
const misfits: readonly Misfit[] = [
  ...['PLAIN', 'SCRAM-SHA-256'].map((mechanism): Misfit => [
    `a wrong password for ${mechanism}`,
    SASL_PLAINTEXT,
    { ...plain, ...login(mechanism, wrongPassword) },
    'STATEFUN_KAFKA_ACCESS_DENIED',
    /localhost:\d+: .*Check sasl\.mechanism and sasl\.jaas\.config/s,
  ]),
  [
    'a token that the broker does not take',
    SASL_PLAINTEXT,
    {
      ...plain,
      'sasl.mechanism': 'OAUTHBEARER',
      'sasl.oauthbearer.token.endpoint.url': `${tokens.url}/expired`,
      'sasl.jaas.config': `${bearer} clientId="app" clientSecret="of-the-app";`,
    },
    'STATEFUN_KAFKA_ACCESS_DENIED',
    /The broker refused the token/,
  ],
  [
    'a token server that refuses the client',
    SASL_PLAINTEXT,
    {
      ...plain,
      'sasl.mechanism': 'OAUTHBEARER',
      'sasl.oauthbearer.token.endpoint.url': tokens.url,
      'sasl.jaas.config': `${bearer} clientId="app" clientSecret="${wrongPassword}";`,
    },
    'STATEFUN_KAFKA_ACCESS_DENIED',
    /answered the request for a token with the status 401/,
  ],
  [
    'an authority that did not sign the certificate',
    SASL_SSL,
    { ...overTls, ...login('PLAIN'), 'ssl.truststore.location': certificates.strangeAuthority },
    'STATEFUN_KAFKA_TLS_FAILED',
    /Check ssl\.truststore/,
  ],
  [
    'a host name that the certificate does not have',
    SASL_SSL.replace('localhost', '127.0.0.1'),
    { ...overTls, ...login('PLAIN') },
    'STATEFUN_KAFKA_TLS_FAILED',
    /127\.0\.0\.1:\d+: .*is for other names/s,
  ],
  ['no certificate of the client', SSL, mutual, 'STATEFUN_KAFKA_TLS_FAILED', /certificate.*ssl\.keystore/],
  [
    'TLS to a listener that does not speak it',
    SASL_PLAINTEXT,
    { ...overTls, ...login('PLAIN') },
    'STATEFUN_KAFKA_UNREACHABLE',
    /verify the broker supports TLS/,
  ],
  [
    'no TLS to a listener that wants it',
    SASL_SSL,
    {},
    'STATEFUN_KAFKA_UNREACHABLE',
    /Check security\.protocol/,
  ],
];

for (const [name, address, properties, code, message] of misfits) {
  test(`${name}: ingress and egresses say so, go on trying, and tell no secret`, async () => {
    const topic = await client.createTopic();
    const { sink, observer, ingress } = await kafka.start([topic], { address, properties });
    assert.deepEqual(sink.failures, []);
    const told: (Error | null | undefined)[] = [sink.troubles.at(-1)];
    const context = testContext(uniqueName('app'));
    for (const delivery of deliveries) {
      const egress = createKafkaEgress(egressComponent(address, delivery, properties), context);
      const outbox = MemoryOutbox.create();
      await egress.start(outbox);
      await outbox.until(() => outbox.troubles.filter((error) => error !== null).length > 1);
      await egress.stop();
      assert.deepEqual(outbox.failures, []);
      told.push(outbox.troubles.at(-1));
    }
    await ingress.stop();
    for (const error of told) {
      assert.ok(error instanceof StatefunError);
      assert.equal(error.code, code);
      assert.match(error.message, message);
    }
    const log = [...observer.lines, ...context.lines, ...told.map(String)].join('\n');
    for (const secret of [wrongPassword, password, 'of-the-app', certificates.password]) {
      assert.ok(!log.includes(secret), log);
    }
  });
}

test('a connection whose credentials run out again and again loses, doubles and stops nothing', async () => {
  const topic = await client.createTopic();
  const properties = { ...overTls, ...login('SCRAM-SHA-512') };
  const { sink } = await kafka.start([topic], { address: SASL_SSL, properties });
  const context = testContext(uniqueName('app'));
  const delivery = deliveries[2] ?? assert.fail();
  const egress = createKafkaEgress(egressComponent(SASL_SSL, delivery, properties), context);
  const outbox = MemoryOutbox.create();
  await egress.start(outbox);
  const until = performance.now() + 4_000;
  let sent = 0;
  while (performance.now() < until) {
    outbox.append(0, [producerRecord(topic, 'k', String(sent++))]);
    egress.wake();
    await outbox.drained();
  }
  await sink.until(({ delivered }) => delivered.length >= sent);
  await egress.stop();
  assert.deepEqual(
    sink.delivered.map(({ value }) => value),
    Array.from({ length: sent }, (_, i) => String(i)),
  );
  assert.deepEqual([...sink.failures, ...outbox.failures], []);
});
