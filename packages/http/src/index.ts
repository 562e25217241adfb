export { createPlaygroundIngress, type IngressLimits } from './ingress.ts';
export { createPlaygroundEgress } from './egress.ts';
export type { PlaygroundOptions } from './listening.ts';
export { HttpServer, type ListenOptions } from './http-server.ts';
