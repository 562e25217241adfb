import type { RequestListener } from 'node:http';
import type { PlaygroundEgressComponent, PlaygroundIngressComponent } from '@statefun-ts/module';
import { HttpServer } from './http-server.ts';

/** Where a playground server works. */
export interface PlaygroundOptions {
  /** Where to listen when the component does not say. */
  readonly host: string;
}

/** How long `close` waits for answers under way. */
export const CLOSE_GRACE_MS = 1000;

export function serverOf(
  name: 'ingress' | 'egress',
  component: PlaygroundIngressComponent | PlaygroundEgressComponent,
  options: PlaygroundOptions,
  listener: RequestListener,
): HttpServer {
  const { file, line, column } = component.origin;
  const what = `The playground ${name} (${file}:${line}:${column})`;
  return new HttpServer({ what, host: component.host ?? options.host, port: component.port }, listener);
}
