export type { PropertyNaming } from './client-properties.ts';
export { ClientProperties, warnOfUnused } from './client-properties.ts';
export { Gate } from './gate.ts';
export type { IngressSession } from './session-ingress.ts';
export { SessionIngress } from './session-ingress.ts';
export { Backoff, TIMER_DELAY_MS_MAX, pause } from './waits.ts';
