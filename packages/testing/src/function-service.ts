import type { StateFun } from '@statefun-ts/sdk';

/** Bound functions: a `StateFun` of `@statefun-ts/sdk`, or of its `compat`. */
export type FunctionService = Pick<StateFun, 'invoke' | 'functionSpecs'>;
