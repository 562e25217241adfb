import type { ErrorCode } from '@statefun-ts/protocol';

/** What an error of the AWS client means for whoever made the request. */
export type Fault =
  /** Too much at once: try again more slowly. */
  | 'throttled'
  /** The stream, shard or record asked for is not there. */
  | 'not-found'
  /** AWS knows who asks, and does not let them. */
  | 'denied'
  /** The request makes no sense: the same again has the same end. */
  | 'invalid'
  | 'iterator-expired'
  /** Anything that time may heal: network, service, keys, credentials that run out. */
  | 'passing';

const faultByName: Readonly<Record<string, Fault>> = {
  ProvisionedThroughputExceededException: 'throttled',
  LimitExceededException: 'throttled',
  ThrottlingException: 'throttled',
  Throttling: 'throttled',
  RequestLimitExceeded: 'throttled',
  KMSThrottlingException: 'throttled',
  ResourceNotFoundException: 'not-found',
  AccessDeniedException: 'denied',
  InvalidArgumentException: 'invalid',
  ValidationException: 'invalid',
  SerializationException: 'invalid',
  ExpiredIteratorException: 'iterator-expired',
};

/** By the name of an error, or the code of a record that was refused. */
export function faultNamed(name: string): Fault {
  return Object.hasOwn(faultByName, name) ? (faultByName[name] ?? 'passing') : 'passing';
}

export function faultOf(error: unknown): Fault {
  return error instanceof Error ? faultNamed(error.name) : 'passing';
}

const refusals = [
  'AccessDeniedException',
  'UnrecognizedClientException',
  'InvalidSignatureException',
  'IncompleteSignature',
  'MissingAuthenticationTokenException',
  'InvalidClientTokenId',
  'ExpiredTokenException',
  'CredentialsProviderError',
];

/** The code for what an error says of the connection to Kinesis. */
export function codeOf(error: unknown): ErrorCode {
  const isRefusal = error instanceof Error && refusals.includes(error.name);
  return isRefusal ? 'STATEFUN_KINESIS_ACCESS_DENIED' : 'STATEFUN_KINESIS_UNREACHABLE';
}
