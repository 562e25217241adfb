export { startRuntime, type Runtime, type RuntimeOptions } from './runtime.ts';
export { deadLetterJson, type DeadLetterJson } from './dead-letter-json.ts';
export { allDeadLetters, type ReadDeadLetters } from './shards/all-dead-letters.ts';
