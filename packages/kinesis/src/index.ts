export { createKinesisIngress, type KinesisIngressContext } from './ingress/kinesis-ingress.ts';
export { createKinesisEgress, type KinesisEgressContext } from './egress/kinesis-egress.ts';
