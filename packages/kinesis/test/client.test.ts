import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { ListShardsCommand } from '@aws-sdk/client-kinesis';
import { sharedEmulator, TestClient } from '@statefun-ts/kinesis-emulator';
import type { AwsCredentials } from '@statefun-ts/module';
import { connectionSettings, createClient } from '../src/client.ts';
import { kinesisProperties } from '../src/properties.ts';
import { FaultProxy } from './support/fault-proxy.ts';

const emulator = await sharedEmulator();

/** What a request is signed with: `KEY/REGION`. */
async function signature(t: TestContext, credentials: AwsCredentials): Promise<string> {
  const stream = await new TestClient(emulator).createStream();
  const proxy = await FaultProxy.start(t, emulator);
  const region = { type: 'custom-endpoint', endpoint: proxy.endpoint, id: 'us-east-1' } as const;
  const properties = kinesisProperties({}, 'a test');
  const client = createClient(connectionSettings({ region, credentials }, properties));
  await client.send(new ListShardsCommand({ StreamName: stream }));
  client.destroy();
  const [, key, , signedRegion] =
    /Credential=([^/]+)\/(\d+)\/([^/]+)/.exec(proxy.authorizations[0] ?? '') ?? [];
  return `${key}/${signedRegion}`;
}

test('basic credentials sign requests for the region of the component', async (t) => {
  const credentials = { type: 'basic', accessKeyId: 'AKIDBASIC', secretAccessKey: 'hush' } as const;
  assert.equal(await signature(t, credentials), 'AKIDBASIC/us-east-1');
});

test('a profile is read from the file that is named', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'statefun-aws-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const profilePath = join(folder, 'credentials');
  writeFileSync(
    profilePath,
    '[default]\naws_access_key_id = OTHER\naws_secret_access_key = x\n' +
      '[mine]\naws_access_key_id = AKIDPROFILE\naws_secret_access_key = x\n',
  );
  const credentials = { type: 'profile', profileName: 'mine', profilePath } as const;
  assert.equal(await signature(t, credentials), 'AKIDPROFILE/us-east-1');
});

test('default credentials are found as AWS finds them', async (t) => {
  const before = { ...process.env };
  t.after(() => {
    process.env = before;
  });
  process.env['AWS_ACCESS_KEY_ID'] = 'AKIDENVIRONMENT';
  process.env['AWS_SECRET_ACCESS_KEY'] = 'x';
  assert.equal(await signature(t, { type: 'default' }), 'AKIDENVIRONMENT/us-east-1');
});

test('a specific region is that of the client, and a default one is found as AWS finds it', async (t) => {
  const before = process.env['AWS_REGION'];
  t.after(() => {
    if (before === undefined) delete process.env['AWS_REGION'];
    else process.env['AWS_REGION'] = before;
  });
  process.env['AWS_REGION'] = 'sa-east-1';
  const regionOf = (region: { type: 'default' } | { type: 'specific'; id: string }): Promise<string> => {
    const properties = kinesisProperties({}, 'a test');
    return createClient(
      connectionSettings({ region, credentials: { type: 'default' } }, properties),
    ).config.region();
  };
  assert.equal(await regionOf({ type: 'specific', id: 'eu-north-1' }), 'eu-north-1');
  assert.equal(await regionOf({ type: 'default' }), 'sa-east-1');
});
