export { createTransport, retryOf } from './transport.ts';
export type { TransportOptions } from './transport.ts';
