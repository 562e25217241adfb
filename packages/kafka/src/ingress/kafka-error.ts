/** The error codes of the wire that an ingress acts upon. */
export const KafkaError = { offsetOutOfRange: 1, unknownTopic: 3, topicDenied: 29 } as const;
