export type { DeadLetter } from '@statefun-ts/engine';
export type { DelayedMessage, Effects } from './effects.ts';
export { EgressRecord, type KafkaRecord, type KinesisRecord } from './egress-record.ts';
export { FunctionInstance, type CallOptions } from './function-instance.ts';
export type { FunctionService } from './function-service.ts';
export { TestRuntime, type TestRuntimeOptions } from './test-runtime.ts';
