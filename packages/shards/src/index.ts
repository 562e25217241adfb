export type { HubOptions } from './hub.ts';
export { Hub } from './hub.ts';
export type { Envelope, ToHub, ToSpoke } from './messages.ts';
export type { SpokeOptions } from './spoke.ts';
export { Spoke } from './spoke.ts';
