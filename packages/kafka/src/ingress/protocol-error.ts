import { protocolErrorsCodesById } from '@platformatic/kafka';

/** The error codes of the wire that an ingress acts upon. */
export const KafkaError = { offsetOutOfRange: 1, unknownTopic: 3, topicDenied: 29 } as const;

/** The name of a wire error code, as `NOT_LEADER_OR_FOLLOWER`. */
export function protocolErrorOf(code: number): string {
  return protocolErrorsCodesById[code] ?? `error ${code}`;
}
