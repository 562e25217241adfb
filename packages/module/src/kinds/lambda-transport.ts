import { z } from 'zod';
import type { LambdaTransportSpec } from '../components.ts';
import { awsCredentials, awsRegion } from './aws-fields.ts';
import { INT_MAX, integer, mapping, positiveDuration } from './fields.ts';
import { defineTransportKind } from './transport-kind.ts';

const LAMBDA = 'io.statefun.transports.v1/lambda';

export const lambdaTransport = defineTransportKind({
  type: LAMBDA,
  urlSchemes: ['lambda'],
  schema: mapping({
    type: z
      .literal(LAMBDA)
      .describe(
        'Functions in AWS Lambda, invoked by name. `urlPathTemplate` is `lambda://NAME` or `lambda://NAME/VERSION_OR_ALIAS`.',
      ),
    call: positiveDuration().prefault('2min').describe('One series of attempts.'),
    connect: positiveDuration().prefault('20s').describe('Making a connection.'),
    pool_size: integer(1, INT_MAX).prefault(1024).describe('Calls at once, at most, each on a connection.'),
    account: z
      .string({ error: 'the id of an account: 12 digits' })
      .regex(/^\d{12}$/, { error: 'the id of an account: 12 digits' })
      .optional()
      .describe('The account that the functions are of. Default: that of the credentials.'),
    region: awsRegion(),
    credentials: awsCredentials(),
  }),
  toSpec: ({ call, connect, pool_size, account, region, credentials }): LambdaTransportSpec => ({
    type: LAMBDA,
    callMs: call,
    connectMs: connect,
    poolSize: pool_size,
    ...(account !== undefined && { account }),
    region,
    credentials,
  }),
});
