export { clientConfig } from './client-config.ts';
export type { ConnectionSettings } from './client-config.ts';
export { problemOf } from './problem-of.ts';
