export { createKafkaIngress, type KafkaIngressContext } from './ingress/kafka-ingress.ts';
export { createKafkaEgress, type KafkaEgressContext } from './egress/kafka-egress.ts';
export type { MarkAheadChoice } from './egress/exactly-once.ts';
