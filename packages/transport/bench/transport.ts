import { parseArgs } from 'node:util';
import { createTransport } from '@statefun-ts/transport';
import type { HttpEndpointComponent, HttpTransportSpec } from '@statefun-ts/module';

/**
 * What a call costs: `node bench/transport.ts --url http://127.0.0.1:18000/statefun [--calls N] [--waiting N]`
 * against any function service, and `node bench/service.ts` for one that costs little. It keeps `waiting` calls
 * with the transport, as the engine does under load, and prints the rate and this process's CPU time per call.
 */
const { values } = parseArgs({
  options: {
    url: { type: 'string', default: 'http://127.0.0.1:18000/statefun' },
    calls: { type: 'string', default: '100000' },
    waiting: { type: 'string', default: '2000' },
    rounds: { type: 'string', default: '3' },
  },
});
const waiting = Number(values.waiting);

const endpoint: HttpEndpointComponent<HttpTransportSpec> = {
  kind: 'io.statefun.endpoints.v2/http',
  origin: { file: 'bench', line: 1, column: 1 },
  functions: { namespace: 'peer', name: '*' },
  urlPathTemplate: values.url,
  batchMessagesMax: 1000,
  transport: {
    type: 'io.statefun.transports.v1/async',
    callMs: 120_000,
    connectMs: 20_000,
    poolTtlMs: 15_000,
    poolSize: 1024,
    payloadBytesMax: 32 * 1024 * 1024,
    tls: {},
  },
};
const transport = createTransport(endpoint);
const argument = { typename: 'io.statefun.types/string', hasValue: true, value: Buffer.from('\n\x05hello') };
const state = [{ stateName: 'seen_count', stateValue: null }];

async function caller(ids: { next: number; readonly end: number }): Promise<void> {
  while (ids.next < ids.end) {
    const target = { namespace: 'peer', type: 'greeter', id: `id-${ids.next++}` };
    await transport.call({ target, state, invocations: [{ caller: null, argument }] }, 120_000);
  }
}

for (let round = 1; round <= Number(values.rounds); round++) {
  const calls = Number(values.calls);
  const ids = { next: 0, end: calls };
  const cpu = process.cpuUsage();
  const startMs = performance.now();
  await Promise.all(Array.from({ length: waiting }, () => caller(ids)));
  const seconds = (performance.now() - startMs) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  const sockets = process.getActiveResourcesInfo().filter((name) => name === 'TCPSocketWrap').length;
  process.stdout.write(
    `round ${round}: ${Math.round(calls / seconds)} calls/s, ${((user + system) / calls).toFixed(1)} µs CPU a call, ` +
      `${sockets} connections\n`,
  );
}
await transport.close();
