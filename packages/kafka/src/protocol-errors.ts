import { protocolErrorsCodesById, ResponseError } from '@platformatic/kafka';

/** Kafka's name of an error code of the wire, as `NOT_LEADER_OR_FOLLOWER`; `NONE` for 0. */
export function protocolErrorOf(code: number): string {
  return protocolErrorsCodesById[code] ?? `error ${code}`;
}

/**
 * The name of the first Kafka protocol error in an error of the client; undefined when the broker did not answer
 * with one (network, time-out).
 */
export function protocolErrorName(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if ('apiId' in error && typeof error.apiId === 'string') return error.apiId;
  for (const inner of error instanceof AggregateError ? error.errors : [error.cause]) {
    const name: string | undefined = protocolErrorName(inner);
    if (name !== undefined) return name;
  }
  return undefined;
}

/**
 * The whole answer, which the client hands over with the error that it makes of a part: errors of single topics or
 * partitions are in their places. Throws all other errors again.
 */
export function answerOf(error: unknown): unknown {
  if (error instanceof ResponseError && 'response' in error) return error['response'];
  throw error;
}

/** The text of an error with its causes, which the client's own messages leave out. */
export function problemOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const inner: unknown = error instanceof AggregateError ? error.errors[0] : error.cause;
  return inner === undefined ? error.message : `${error.message} ${problemOf(inner)}`;
}
