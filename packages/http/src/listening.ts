import type { RequestListener } from 'node:http';
import type { PlaygroundEgressComponent, PlaygroundIngressComponent } from '@statefun-ts/module';
import { HttpServer } from './http-server.ts';

/** Where a playground server works. */
export interface PlaygroundOptions {
  /** Where to listen when the component does not say. */
  readonly host: string;
}

/** An ingress or egress with a listening server, which outlives the engine's starts and stops. */
export interface Listening {
  /** Binds the port. Until the engine starts it, and while it recovers, requests are answered with 503. */
  listen(): Promise<void>;
  /** Its origin, as `http://127.0.0.1:8090`; throws while it does not listen. */
  readonly url: string;
  /** Frees the port; answers under way get a second to finish. */
  close(): Promise<void>;
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
