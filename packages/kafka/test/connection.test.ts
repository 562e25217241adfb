import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { test } from 'node:test';
import { MultipleErrors, ProtocolError } from '@platformatic/kafka';
import { connect, connectionSettings, parseAddress } from '../src/connection.ts';
import { protocolErrorName } from '../src/protocol-errors.ts';
import { kafkaProperties } from '../src/properties.ts';

function settings(
  properties: Readonly<Record<string, string>> = {},
  address = '127.0.0.1:1',
): ReturnType<typeof connectionSettings> {
  return connectionSettings(address, kafkaProperties(properties, 'ingress a/b'), 'statefun shop');
}

test('addresses are lists of host:port; IPv6 stands in brackets, the port may be left out', () => {
  assert.deepEqual(parseAddress('one:1, two , [::1]:3,PLAINTEXT://four:4,'), [
    { host: 'one', port: 1 },
    { host: 'two', port: 9092 },
    { host: '::1', port: 3 },
    { host: 'four', port: 4 },
  ]);
  for (const wrong of ['one:port', 'one:0', 'one:70000', '::1:9092', 'a b:1']) {
    assert.throws(() => parseAddress(wrong), { code: 'STATEFUN_KAFKA_ADDRESS_INVALID' }, wrong);
  }
});

test('TLS and SASL follow security.protocol, and secrets stay out of messages', () => {
  const sasl = {
    'security.protocol': 'SASL_SSL',
    'sasl.mechanism': 'SCRAM-SHA-512',
    'sasl.jaas.config': String.raw`org.apache.kafka.common.security.scram.ScramLoginModule required username="u" password="p\"w";`,
    'ssl.endpoint.identification.algorithm': '',
  };
  const { options, clientId } = settings(sasl);
  assert.deepEqual(options.sasl, { mechanism: 'SCRAM-SHA-512', username: 'u', password: 'p"w' });
  assert.equal(options.tls?.checkServerIdentity?.('host', {} as never), undefined);
  assert.equal(clientId, 'statefun-shop');
  assert.equal(settings().options.tls, undefined);

  const bad = { ...sasl, 'sasl.jaas.config': 'required user="u" password="hidden"' };
  assert.throws(
    () => settings(bad),
    (error: Error) =>
      /sasl\.jaas\.config .* must have username/.test(error.message) && !error.message.includes('hidden'),
  );
});

test('connect takes the first broker that answers, and says why none did', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const [dead, alive] = [1, port].map((each) => ({ host: '127.0.0.1', port: each }));
  assert.ok(dead && alive);
  const connection = await connect(settings(), [dead, alive]);
  assert.equal(connection.port, port);
  await connection.close();
  server.close();
  await assert.rejects(connect(settings(), [dead]), /127\.0\.0\.1:1 failed/);
});

test('connect ends at once when it is told to', async () => {
  const stopped = AbortSignal.abort(new Error('stopped'));
  await assert.rejects(connect(settings(), [{ host: '127.0.0.1', port: 1 }], stopped), /stopped/);
});

test('the protocol error inside of an error of the client is found', () => {
  const inner = new ProtocolError('NOT_COORDINATOR');
  assert.equal(protocolErrorName(new MultipleErrors('failed', [inner])), 'NOT_COORDINATOR');
  assert.equal(protocolErrorName(new Error('outer', { cause: inner })), 'NOT_COORDINATOR');
  assert.equal(protocolErrorName(new Error('network')), undefined);
});
