export type { Case } from './coverage.ts';
export { CASES, Coverage } from './coverage.ts';
export type { Lies } from './lies.ts';
export type { Outcome, SimulationOptions } from './simulation.ts';
export { simulate } from './simulation.ts';
export { report } from './report.ts';
export type { Violation } from './verdict.ts';
