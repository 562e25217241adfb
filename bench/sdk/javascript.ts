// node bench/sdk/javascript.ts [--rounds 20] [--json]
// Our handler, by its own API and by that of the official SDK, against the official one (apache-flink-statefun 3.3.0): the
// same requests, in turns within one run, with equal replies. CPU time of a call: the median of the rounds; and the median
// of the ratios within each round.
import type { InvocationBatchRequest, TypedValue } from '@statefun-ts/protocol';
import { intType, stringType, toFunctionCodec } from '@statefun-ts/protocol';
import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { parseArgs } from 'node:util';
import type { Contender } from './functions.ts';
import { contenders, services } from './functions.ts';
import { median, printTable } from './table.ts';

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '20' }, json: { type: 'boolean', default: false } },
});
const ROUND_MS = 100;

const text = (value: string): TypedValue => ({
  typename: stringType.typename,
  hasValue: true,
  value: stringType.encode(value),
});
const count: TypedValue = { typename: intType.typename, hasValue: true, value: intType.encode(41) };
const caller = { namespace: 'example', type: 'gate', id: 'front-door' };
const message = (argument: TypedValue) => ({ caller, argument });
const large = text('x'.repeat(10_000));

const person = (messages: number): InvocationBatchRequest => ({
  target: { namespace: 'example', type: 'person', id: 'Bob' },
  state: [{ stateName: 'visits', stateValue: count }],
  invocations: Array.from({ length: messages }, () => message(text('Bob'))),
});
const requests: Readonly<Record<string, InvocationBatchRequest>> = {
  '1 message, 1 int state': person(1),
  '10 messages, 1 int state': person(10),
  '1 message of 10 KB, kept': {
    target: { namespace: 'example', type: 'keeper', id: 'all' },
    state: [{ stateName: 'kept', stateValue: large }],
    invocations: [message(large)],
  },
};

/** The least of a response that all need. */
class Reply {
  status = 0;
  body: Uint8Array = new Uint8Array(0);

  writeHead(status: number): this {
    this.status = status;
    return this;
  }

  end(body: Uint8Array): void {
    this.body = body;
  }
}

/** One call as a Node server makes it, without the server. */
async function call(contender: Contender, body: Uint8Array): Promise<Reply> {
  const request = new Readable({ read: () => undefined });
  request.push(body);
  request.push(null);
  const reply = new Reply();
  await services[contender].handle(Object.assign(request, { method: 'POST', headers: {} }), reply);
  return reply;
}

/** Microseconds of CPU time of a call. */
async function measure(contender: Contender, body: Uint8Array, calls: number): Promise<number> {
  const before = process.cpuUsage();
  for (let i = 0; i < calls; i++) await call(contender, body);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / calls;
}

interface Line {
  readonly request: string;
  readonly api: Contender;
  readonly cpuUs: number;
  readonly officialCpuUs: number;
  /** The official time by ours: above 1, ours is faster. */
  readonly timesAsFast: number;
}

async function compare(request: string, body: Uint8Array): Promise<Line[]> {
  const replies = await Promise.all(contenders.map((contender) => call(contender, body)));
  for (const reply of replies) {
    assert.equal(reply.status, 200);
    assert.deepEqual(Buffer.from(reply.body), Buffer.from(replies.at(-1)?.body ?? []), request);
  }
  for (const contender of contenders) await measure(contender, body, 3_000);
  const calls = Math.ceil((ROUND_MS * 1_000) / (await measure('official', body, 1_000)));
  const times: Record<Contender, number[]> = { native: [], compat: [], official: [] };
  for (let round = 0; round < Number(values.rounds); round++) {
    for (let turn = 0; turn < contenders.length; turn++) {
      const contender = contenders[(round + turn) % contenders.length] as Contender;
      times[contender].push(await measure(contender, body, calls));
    }
  }
  const { official } = times;
  return (['native', 'compat'] as const).map((api) => ({
    request,
    api,
    cpuUs: median(times[api]),
    officialCpuUs: median(official),
    timesAsFast: median(times[api].map((us, round) => (official[round] ?? Number.NaN) / us)),
  }));
}

const lines: Line[] = [];
for (const [name, request] of Object.entries(requests)) {
  lines.push(...(await compare(name, toFunctionCodec.encode({ invocation: request }))));
}
if (values.json) {
  console.log(JSON.stringify(lines, null, 2));
} else {
  printTable(
    ['request', 'API', 'here, µs', 'official, µs', 'times as fast'],
    lines.map(({ request, api, cpuUs, officialCpuUs, timesAsFast }) => [
      request,
      api,
      cpuUs.toFixed(1),
      officialCpuUs.toFixed(1),
      timesAsFast.toFixed(2),
    ]),
  );
}
