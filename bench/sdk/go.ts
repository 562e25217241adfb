// node bench/sdk/go.ts [--rounds 10] [--calls 20000]
// The function service of the benchmarks on the bare wire (bench/peers/fn), and the same written with the Go SDK
// (bench/peers/sdk-go): the same requests by the runtime's own transports, in turns within one run, with equal replies.
// CPU time of a call in the service: the median of the rounds, and that of the ratios within each round.
import assert from 'node:assert/strict';
import { parseArgs } from 'node:util';
import type { AsyncTransportSpec, StreamTransportSpec } from '@statefun-ts/module';
import { fromFunctionCodec, longType, stringType } from '@statefun-ts/protocol';
import type { InvocationBatchRequest } from '@statefun-ts/protocol';
import { createTransport } from '@statefun-ts/transport';
import { buildPeer } from '../src/peers.ts';
import type { Measured } from '../src/process.ts';
import { start } from '../src/process.ts';
import { median, printTable } from './table.ts';

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '10' }, calls: { type: 'string', default: '20000' } },
});
const AT_ONCE = 200;
const PORTS = { fn: 18_001, 'sdk-go': 18_002 } as const;
type Peer = keyof typeof PORTS;
const PEERS = Object.keys(PORTS) as Peer[];

const asyncSpec: AsyncTransportSpec = {
  type: 'io.statefun.transports.v1/async',
  callMs: 60_000,
  connectMs: 10_000,
  poolTtlMs: 0,
  poolSize: 64,
  payloadBytesMax: 32 * 1024 * 1024,
  tls: {},
};
const streamSpec: StreamTransportSpec = {
  ...asyncSpec,
  type: 'io.statefun.transports.v1/stream',
  streams: 2,
  streamTtlMs: 600_000,
};

const text = { typename: stringType.typename, hasValue: true, value: stringType.encode('hello') };
const count = { typename: longType.typename, hasValue: true, value: longType.encode(41n) };

const requestOf = (messages: number): InvocationBatchRequest => ({
  target: { namespace: 'peer', type: 'greeter', id: 'Bob' },
  state: [{ stateName: 'seen_count', stateValue: count }],
  invocations: Array.from({ length: messages }, () => ({ caller: null, argument: text })),
});

const transportTo = (peer: Peer, transport: AsyncTransportSpec | StreamTransportSpec) =>
  createTransport({
    kind: 'io.statefun.endpoints.v2/http',
    origin: { file: 'bench', line: 1, column: 1 },
    functions: { namespace: 'peer', name: '*' },
    urlPathTemplate: `http://127.0.0.1:${PORTS[peer]}/statefun`,
    batchMessagesMax: 0,
    transport,
  });

/** Microseconds of CPU time of a call in the service. */
async function measure(
  service: Measured,
  transport: ReturnType<typeof transportTo>,
  request: InvocationBatchRequest,
): Promise<number> {
  const calls = Number(values.calls);
  const before = service.cpuSeconds();
  let left = calls;
  const caller = async (): Promise<void> => {
    while (left-- > 0) await transport.call(request, 60_000);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, caller));
  return ((service.cpuSeconds() - before) * 1e6) / calls;
}

const services = new Map<Peer, Measured>();
for (const peer of PEERS) {
  const env = { FN_ADDR: `127.0.0.1:${PORTS[peer]}` };
  services.set(peer, await start(await buildPeer(peer), [], { env, ready: /function service on/ }));
}
const rows: string[][] = [];
try {
  for (const spec of [asyncSpec, streamSpec]) {
    const transports = new Map(PEERS.map((peer) => [peer, transportTo(peer, spec)]));
    for (const messages of [1, 10]) {
      const request = requestOf(messages);
      const times: Record<Peer, number[]> = { fn: [], 'sdk-go': [] };
      const replies: Buffer[] = [];
      for (const transport of transports.values())
        replies.push(Buffer.from(fromFunctionCodec.encode(await transport.call(request, 60_000))));
      assert.deepEqual(replies[0], replies[1]);
      for (let round = -1; round < Number(values.rounds); round++) {
        for (const peer of round % 2 === 0 ? PEERS : PEERS.toReversed()) {
          const us = await measure(
            services.get(peer) as Measured,
            transports.get(peer) as ReturnType<typeof transportTo>,
            request,
          );
          if (round >= 0) times[peer].push(us);
        }
      }
      const ratio = median(times['sdk-go'].map((us, round) => us / (times.fn[round] ?? Number.NaN)));
      const transport = spec.type.replace(/.*\//, '');
      rows.push([
        `${messages} message${messages === 1 ? '' : 's'}, 1 long state, ${transport}`,
        median(times['sdk-go']).toFixed(1),
        median(times.fn).toFixed(1),
        ratio.toFixed(2),
      ]);
    }
    for (const transport of transports.values()) await transport.close();
  }
} finally {
  for (const service of services.values()) await service.stop();
}
printTable(['request', 'here, µs', 'bare wire, µs', 'times the bare wire'], rows);
