export { freePorts } from './free-ports.ts';
export { Random } from './random.ts';
export { randomReply, randomReplyBytes } from './replies.ts';
export type { BrokenTraffic } from './broken-traffic.ts';
export { sendBrokenRequests } from './broken-traffic.ts';
