import { readFileSync } from 'node:fs';
import { once } from 'node:events';
import type { RequestListener } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';
import type { TLSSocket } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { echo } from './support.ts';

/** The path of a file of `fixtures/tls`. */
export const fixture = (name: string): string =>
  fileURLToPath(new URL(`fixtures/tls/${name}`, import.meta.url));

const read = (name: string): string => readFileSync(fixture(name), 'utf8');

export interface TlsServer {
  readonly port: number;
  readonly url: string;
  /** Who called, by the names in the certificates; undefined: nobody showed one. */
  readonly callers: (string | undefined)[];
  /** Shows the certificate of that name to new connections. */
  readonly show: (name: string) => void;
}

/** A real HTTPS server on a free port, which shows the certificate of that name. */
export async function httpsServer(
  t: TestContext,
  options: { name?: string; requestCert?: boolean; listener?: RequestListener } = {},
): Promise<TlsServer> {
  const { name = 'server', requestCert = false, listener = echo } = options;
  const callers: (string | undefined)[] = [];
  const secrets = (of: string) => ({
    cert: read(`${of}.pem`),
    key: read(`${of}.key`),
    ca: [read('ca.pem'), read('other-ca.pem')],
  });
  const https = createServer({ ...secrets(name), requestCert }, (request, response) => {
    const { subject } = (request.socket as TLSSocket).getPeerCertificate();
    callers.push(subject === undefined ? undefined : String(subject.CN));
    listener(request, response);
  }).listen(0, '127.0.0.1');
  await once(https, 'listening');
  t.after(async () => {
    https.closeAllConnections();
    await new Promise((resolve) => https.close(resolve));
  });
  const { port } = https.address() as AddressInfo;
  return {
    port,
    url: `https://127.0.0.1:${port}/fn`,
    callers,
    show: (of) => https.setSecureContext(secrets(of)),
  };
}
