import assert from 'node:assert/strict';
import { test } from 'node:test';
import { kafkaProperties } from '../src/properties.ts';
import { saslOptions } from '../src/sasl.ts';

const modules = 'org.apache.kafka.common.security';

function options(properties: Readonly<Record<string, string>>): ReturnType<typeof saslOptions> {
  return saslOptions(kafkaProperties(properties, 'ingress a/b'));
}

test('without sasl.mechanism the login module says which is meant', () => {
  const plain = `${modules}.plain.PlainLoginModule required username="u" password="p";`;
  assert.equal(options({ 'sasl.jaas.config': plain }).mechanism, 'PLAIN');
  const bearer = `${modules}.oauthbearer.OAuthBearerLoginModule required unsecuredLoginStringClaim_sub="u";`;
  assert.equal(options({ 'sasl.jaas.config': bearer }).mechanism, 'OAUTHBEARER');
  const scram = `${modules}.scram.ScramLoginModule required username="u" password="p";`;
  assert.throws(
    () => options({ 'sasl.jaas.config': scram }),
    /sasl\.mechanism of ingress a\/b must be one of/,
  );
});

test('Kerberos is refused by name', () => {
  const kerberos = 'com.sun.security.auth.module.Krb5LoginModule required useKeyTab=true;';
  const expected = { code: 'STATEFUN_KAFKA_PROPERTY_INVALID', message: /Kerberos is not supported/ };
  assert.throws(() => options({ 'sasl.jaas.config': kerberos }), expected);
  assert.throws(() => options({ 'sasl.mechanism': 'GSSAPI', 'sasl.jaas.config': kerberos }), expected);
});

test('a token needs to come from somewhere', () => {
  const oauth = { 'sasl.mechanism': 'OAUTHBEARER' };
  assert.throws(() => options(oauth), /needs the property sasl\.oauthbearer\.token\.endpoint\.url/);
  const place = 'sasl.oauthbearer.token.endpoint.url';
  assert.throws(() => options({ ...oauth, [place]: 'ftp://a' }), /must be a URL/);
  assert.throws(
    () => options({ ...oauth, [place]: 'https://a/token' }),
    /must have clientId="…" and clientSecret="…"/,
  );
});
