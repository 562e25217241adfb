import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { uniqueName } from '@statefun-ts/kafka-broker';
import { bearerToken } from '../src/oauth.ts';
import { kafkaProperties } from '../src/properties.ts';
import { startTokenServer } from './support/token-server.ts';

const server = await startTokenServer({ id: 'app', secret: 'a secret' });
after(() => server.close());

function tokenFrom(url: string, options: Readonly<Record<string, string>> = {}): Promise<string> {
  const properties = kafkaProperties({ 'sasl.oauthbearer.token.endpoint.url': url }, 'ingress a/b');
  return bearerToken(properties, new Map(Object.entries(options)))();
}

test('a token in a file is read anew each time', async () => {
  const path = join(tmpdir(), uniqueName('token'));
  writeFileSync(path, 'first\n');
  after(() => rmSync(path));
  const url = pathToFileURL(path).href;
  assert.equal(await tokenFrom(url), 'first');
  writeFileSync(path, 'second');
  assert.equal(await tokenFrom(url), 'second');
});

test('an answer that is no token is told without what is in it', async () => {
  const known = { clientId: 'app', clientSecret: 'a%20secret' };
  await assert.rejects(tokenFrom(server.url, known), /token with the status 401/);
  const right = { clientId: 'app', clientSecret: 'a secret' };
  await assert.rejects(tokenFrom(`${server.url}/garbage`, right), (error: Error) => {
    return /without an access_token/.test(error.message) && !error.message.includes('half-a-token');
  });
});
