import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface TokenServer {
  readonly url: string;
  close(): Promise<void>;
}

/** Grants unsigned tokens to one client; at the path `/token/expired` ones that are over, at `/token/garbage` none. */
export async function startTokenServer(known: { id: string; secret: string }): Promise<TokenServer> {
  const pair = `${encodeURIComponent(known.id)}:${encodeURIComponent(known.secret)}`;
  const authorization = `Basic ${Buffer.from(pair).toString('base64')}`;
  const server = createServer((request, response) => {
    if (request.headers.authorization !== authorization) {
      response.writeHead(401).end();
      return;
    }
    if (request.url?.endsWith('/garbage')) {
      response.end('{"access_token": "half-a-token');
      return;
    }
    const nowSeconds = Math.floor(Date.now() / 1000);
    const iat = request.url?.endsWith('/expired') ? nowSeconds - 7200 : nowSeconds;
    const claims = { sub: 'alice', iat, exp: iat + 3600 };
    const [head, body] = [{ alg: 'none' }, claims].map((part) =>
      Buffer.from(JSON.stringify(part)).toString('base64url'),
    );
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ access_token: `${head}.${body}.`, token_type: 'Bearer' }));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/token`,
    close: async () => {
      server.closeAllConnections();
      await once(server.close(), 'close');
    },
  };
}
