import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { makeCertificates } from '@statefun-ts/kafka-broker';
import { kafkaProperties } from '../src/properties.ts';
import { tlsOptions } from '../src/tls.ts';

const certificates = makeCertificates();
after(() => certificates.remove());

function options(properties: Readonly<Record<string, string>>): ReturnType<typeof tlsOptions> {
  return tlsOptions(kafkaProperties(properties, 'ingress a/b'));
}

function refusal(properties: Readonly<Record<string, string>>): string {
  try {
    options(properties);
  } catch (error) {
    assert.ok(error instanceof Error && 'code' in error);
    assert.equal(error.code, 'STATEFUN_KAFKA_PROPERTY_INVALID');
    return error.message;
  }
  return 'none';
}

test('PEM may stand in the properties themselves, without its line breaks', () => {
  const oneLine = (path: string): string => readFileSync(path, 'utf8').replaceAll('\n', ' ');
  const [key = '', chain = ''] = oneLine(certificates.client).split(/(?<=END ENCRYPTED PRIVATE KEY-----)/);
  const made = options({
    'ssl.truststore.type': 'PEM',
    'ssl.truststore.certificates': oneLine(certificates.authority),
    'ssl.keystore.type': 'PEM',
    'ssl.keystore.key': key,
    'ssl.keystore.certificate.chain': chain,
    'ssl.key.password': certificates.password,
    'ssl.enabled.protocols': 'TLSv1.2,TLSv1.1',
  });
  assert.match(String(made.ca), /BEGIN CERTIFICATE/);
  assert.deepEqual([made.minVersion, made.maxVersion], ['TLSv1.2', 'TLSv1.2']);
});

test('a store that is not read is refused with the command that converts it', () => {
  const trustStore = { 'ssl.truststore.location': certificates.authorityPkcs12 };
  const command =
    /`(openssl pkcs12 -in \S+ -nokeys -out truststore\.pem)`/.exec(refusal(trustStore))?.[1] ?? '';
  const [program = '', ...args] = command.split(' ');
  const cwd = dirname(certificates.authority);
  const { status } = spawnSync(program, [...args, '-passin', `pass:${certificates.password}`], { cwd });
  assert.equal(status, 0);
  assert.match(
    String(options({ 'ssl.truststore.location': join(cwd, 'truststore.pem') }).ca),
    /BEGIN CERTIFICATE/,
  );

  const jks = join(cwd, 'store.jks');
  writeFileSync(jks, Buffer.from('feedfeed00000002', 'hex'));
  assert.match(refusal({ 'ssl.truststore.location': jks }), /keytool -importkeystore .* && openssl pkcs12/);
  assert.match(refusal({ 'ssl.keystore.location': jks }), /keytool -importkeystore -srckeystore/);
});

test('what does not fit together is refused at once, and no secret is told', () => {
  const wrong = { 'ssl.keystore.location': certificates.client, 'ssl.key.password': 'wrong-secret' };
  assert.match(refusal(wrong), /ssl\.keystore\.\* of ingress a\/b can't be used/);
  assert.ok(!refusal(wrong).includes('wrong-secret'));
  const pkcs12 = {
    'ssl.keystore.location': certificates.clientPkcs12,
    'ssl.keystore.password': 'wrong-secret',
  };
  assert.match(refusal(pkcs12), /can't be used/);
  assert.match(refusal({ 'ssl.keystore.location': '/nowhere.pem' }), /can't be read/);
  assert.match(refusal({ 'ssl.truststore.certificates': 'none' }), /must be PEM text/);
  assert.match(
    refusal({ 'ssl.truststore.location': join(import.meta.dirname, 'jaas.test.ts') }),
    /neither PEM nor PKCS12/,
  );
  assert.match(refusal({ 'ssl.enabled.protocols': 'TLSv1' }), /must have one of TLSv1\.2, TLSv1\.3/);
});

test('the host name is checked unless the property is there and empty', () => {
  const name = 'ssl.endpoint.identification.algorithm';
  assert.equal(options({}).checkServerIdentity, undefined);
  assert.equal(options({ [name]: 'HTTPS' }).checkServerIdentity, undefined);
  assert.equal(options({ [name]: '' }).checkServerIdentity?.('host', {} as never), undefined);
  assert.notEqual(options({ [name]: '' }).checkServerIdentity, undefined);
  assert.match(refusal({ [name]: 'none' }), /must be one of/);
});
