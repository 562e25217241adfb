import { StatefunError } from '@statefun-ts/protocol';
import { z } from 'zod';
import type { AwsCredentials, AwsRegion } from '../components.ts';
import { mapping, parsed, text } from './fields.ts';

const regionId = () => text('the id of an AWS region, such as eu-central-1');

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/** An https URL; plain http is for emulators on this machine. */
function parseEndpoint(value: string): string {
  const url = URL.parse(value);
  const scheme = url?.protocol;
  if (url === null || (scheme !== 'https:' && scheme !== 'http:')) {
    throw new StatefunError('STATEFUN_MODULE_VALUE_INVALID', `${JSON.stringify(value)} is no https URL.`);
  }
  if (scheme === 'http:' && !LOOPBACK.test(url.hostname)) {
    const message = `${JSON.stringify(value)} is not encrypted: plain http is for localhost, 127.0.0.1 and [::1] only.`;
    throw new StatefunError('STATEFUN_MODULE_VALUE_INVALID', message);
  }
  return value;
}

/** The regions, by `type`. */
const REGIONS = [
  mapping({
    type: z
      .literal('default')
      .describe("As AWS's tools find it: `AWS_REGION`, then the profile in `~/.aws`. This is the default."),
  }),
  mapping({
    type: z.literal('specific').describe('The region below.'),
    id: regionId().describe('The id of the region, such as `eu-central-1`.'),
  }),
  mapping({
    type: z
      .literal('custom-endpoint')
      .describe('Something that speaks as the service does, at the URL below.'),
    endpoint: parsed('an https URL, or an http URL of this machine', parseEndpoint).describe(
      'Its URL: https, or http on `localhost`, `127.0.0.1` or `[::1]`.',
    ),
    id: regionId().describe('The id of the region that requests are signed for.'),
  }),
] as const;

export const awsRegion = () =>
  z
    .discriminatedUnion('type', REGIONS, { error: 'one of default, specific, custom-endpoint' })
    .transform((spec): AwsRegion => spec)
    .prefault({ type: 'default' })
    .describe('The AWS region, by its `type`.');

/** The credentials, by `type`. */
const CREDENTIALS = [
  mapping({
    type: z
      .literal('default')
      .describe(
        "As AWS's tools find them: environment, `~/.aws`, web identity, container, instance. This is the default.",
      ),
  }),
  mapping({
    type: z.literal('basic').describe('The access key below.'),
    accessKeyId: text('the id of an access key').describe('The id of the access key.'),
    secretAccessKey: text('a secret access key').describe('The secret; better `${env:…}` or `${file:…}`.'),
  }),
  mapping({
    type: z.literal('profile').describe('A profile of a credentials file.'),
    profileName: text('the name of a profile').describe('The name of the profile.'),
    profilePath: text('the path of a credentials file')
      .optional()
      .describe('The credentials file. Default: `~/.aws/credentials`.'),
  }),
] as const;

export const awsCredentials = () =>
  z
    .discriminatedUnion('type', CREDENTIALS, { error: 'one of default, basic, profile' })
    .transform((spec): AwsCredentials => {
      if (spec.type !== 'profile') return spec;
      const { type, profileName, profilePath } = spec;
      return { type, profileName, ...(profilePath !== undefined && { profilePath }) };
    })
    .prefault({ type: 'default' })
    .describe('Who asks, by its `type`.');
