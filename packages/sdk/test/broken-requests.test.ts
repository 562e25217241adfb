// Broken requests by the ten thousand: each gets a clear answer, nothing crashes, nothing hangs. A failure names its
// seed and its bytes.
import { StatefunError, fromFunctionCodec } from '@statefun-ts/protocol';
import { Random } from '@statefun-ts/testing-support';
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { suite, test } from 'node:test';
import { StateFun, kafkaEgressMessage, messageBuilder } from '../src/index.ts';
import * as compat from '../src/compat/index.ts';
import { requestOf, state, target, text, typed } from './call.ts';

const SEED = 20_261_124;
const octets = { 'content-type': 'application/octet-stream' };

/** A whole request, of which broken ones are made. */
const whole = requestOf({
  state: [state('visits', typed(41, StateFun.intType())), state('label', text('old')), state('other')],
  caller: { namespace: 'example', type: 'caller', id: 'x' },
  arguments: [text('hello'), text('é'.repeat(200)), typed(7, StateFun.intType())],
});

const specs = [
  { name: 'visits', type: StateFun.intType() },
  { name: 'label', type: StateFun.stringType() },
] as const;

/** A service whose function looks at all that a request holds. */
function native(errors: unknown[]): StateFun {
  const statefun = new StateFun({ onError: (error) => errors.push(error) });
  statefun.bind({
    typename: 'example/person',
    specs,
    fn(context, message) {
      context.storage.visits = (context.storage.visits ?? 0) + 1;
      context.storage.label = `${context.storage.label ?? ''}${message.valueTypeName}`;
      if (context.caller !== null) context.send(messageBuilder({ ...to(context.caller), value: 'thanks' }));
      context.send(message);
      const value = message.isString() ? message.asString() : message.asInt();
      context.send(kafkaEgressMessage({ typename: 'example/out', topic: 't', key: context.self.id, value }));
    },
  });
  return statefun;
}

/** The same with the API of the official SDK. */
function official(errors: unknown[]): compat.StateFun {
  const statefun = new compat.StateFun({ onError: (error) => errors.push(error) });
  statefun.bind({
    typename: 'example/person',
    specs: [
      { name: 'visits', type: compat.StateFun.intType() },
      { name: 'label', type: compat.StateFun.stringType() },
    ],
    fn(context, message) {
      context.storage.visits += 1;
      context.storage.label = `${context.storage.label}${message.valueTypeName}`;
      if (context.caller !== null)
        context.send(compat.messageBuilder({ ...to(context.caller), value: 'thanks' }));
      context.send(message);
      const value = message.isString() ? message.asString() : message.asInt();
      context.send(
        compat.kafkaEgressMessage({ typename: 'example/out', topic: 't', key: context.self.id, value }),
      );
    },
  });
  return statefun;
}

const to = ({ typename, id }: { typename: string; id: string }) => ({ typename, id });

for (const [name, service, requests] of [
  ['the native API', native, 10_000],
  ["the official SDK's API", official, 2_000],
] as const) {
  suite(`with ${name}`, () => {
    for (const [how, broken] of Object.entries(breakages())) {
      test(`${requests} requests that are ${how} get clear answers`, { timeout: 120_000 }, async () => {
        const random = new Random(SEED);
        const errors: unknown[] = [];
        const statefun = service(errors);
        const expected = Buffer.from(await statefun.invoke(whole)).toString('hex');
        const answer = statefun.fetchHandler();
        let refused = 0;
        for (let index = 0; index < requests; index++) {
          const bytes = broken(random);
          const where = () => `request ${index} of seed ${SEED}: ${Buffer.from(bytes).toString('hex')}`;
          const body = bytes as Uint8Array<ArrayBuffer>;
          const reply = await answer(
            new Request('http://localhost/', { method: 'POST', headers: octets, body }),
          );
          if (reply.status === 200) {
            fromFunctionCodec.decode(new Uint8Array(await reply.arrayBuffer()));
            continue;
          }
          refused++;
          assert.ok([400, 500, 503].includes(reply.status), where());
          assert.match(await reply.text(), /^[A-Z][^\n]+\.\n$/, where());
        }
        assert.ok(refused > requests / 10, `only ${refused} were refused`);
        for (const error of errors) assert.ok(error instanceof StatefunError, String(error));
        assert.equal(
          Buffer.from(await statefun.invoke(whole)).toString('hex'),
          expected,
          'a whole one goes on as before',
        );
      });
    }
  });
}

type Breakage = (random: Random) => Uint8Array;

function breakages(): Readonly<Record<string, Breakage>> {
  return {
    'any bytes': (random) => random.bytes(random.below(random.below(20) === 0 ? 2001 : 41)),
    'cut off': (random) => whole.subarray(0, random.below(whole.length)),
    'changed in some bytes': (random) => {
      const bytes = Uint8Array.from(whole);
      for (let left = 1 + random.below(4); left > 0; left--)
        bytes[random.below(bytes.length)] = random.below(256);
      return bytes;
    },
    'put together wrongly': (random) => {
      const from = random.below(whole.length);
      const piece = whole.subarray(from, from + random.below(40));
      const at = random.below(whole.length);
      return Buffer.concat([whole.subarray(0, at), piece, whole.subarray(at + random.below(20))]);
    },
    'false in a length': (random) => {
      const at = random.below(whole.length);
      const length = random.pick([
        [0xff, 0xff, 0xff, 0xff, 0x0f],
        [0x80, 0x80, 0x80, 0x80, 0x08],
        [0x80],
        [0x7f],
        [0],
      ]);
      return Buffer.concat([whole.subarray(0, at), Uint8Array.from(length), whole.subarray(at + 1)]);
    },
    'of fields of any type': (random) => Buffer.concat(random.list(12, () => field(random, 3))),
  };
}

/** A field with a number that the protocol knows, or another, of any wire type: also groups, nested. */
function field(random: Random, depth: number): Uint8Array {
  const number = random.pick([1, 2, 3, 4, 5, 100, 101, 1000]);
  const wireType = random.below(8);
  const content =
    depth === 0
      ? random.bytes(random.below(13))
      : Buffer.concat(random.list(4, () => field(random, depth - 1)));
  const tag = varint(number * 8 + wireType);
  if (wireType === 2) return Buffer.concat([tag, varint(content.length), content]);
  if (wireType === 3) return Buffer.concat([tag, content, varint(number * 8 + 4)]);
  return Buffer.concat([tag, random.bytes(random.below(11))]);
}

function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  for (; value > 0x7f; value >>>= 7) bytes.push((value & 0x7f) | 0x80);
  return Uint8Array.of(...bytes, value);
}

test('names that every JavaScript object has are no functions and no states', async () => {
  const statefun = native([]);
  for (const name of ['constructor', '__proto__', 'toString']) {
    const unbound = requestOf({ target: { namespace: 'example', type: name, id: name } });
    await assert.rejects(statefun.invoke(unbound), { code: 'STATEFUN_FUNCTION_UNBOUND' });
    const { incompleteInvocationContext } = fromFunctionCodec.decode(
      await statefun.invoke(requestOf({ target, state: [state(name, text('x'))] })),
    );
    assert.equal(incompleteInvocationContext?.missingValues.length, specs.length);
  }
});

test('connections that are cut off, or speak no HTTP, harm no others', { timeout: 120_000 }, async (t) => {
  const random = new Random(SEED);
  const errors: unknown[] = [];
  const server = createServer(native(errors).handler()).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const head = (length: number | string) =>
    `POST / HTTP/1.1\r\nhost: x\r\ncontent-type: application/octet-stream\r\ncontent-length: ${length}\r\n\r\n`;
  const chunked = 'POST / HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n';
  const breakages: (() => (string | Uint8Array)[])[] = [
    () => [random.bytes(random.below(201))],
    () => [head(whole.length), whole.subarray(0, random.below(whole.length))],
    () => [head(random.below(whole.length)), whole],
    () => [head(random.pick(['-1', 'many', '99999999999999999999'])), whole],
    () => [chunked, random.pick(['zz\r\n', 'ffffffffffffffff1\r\n', '5\r\nab'])],
    () => [head(whole.length).slice(0, random.below(80))],
  ];
  for (let index = 0; index < 300; index++) {
    const socket = connect(port, '127.0.0.1').on('error', () => undefined);
    for (const part of random.pick(breakages)()) socket.write(part);
    if (random.below(2) === 0) socket.end();
    else socket.destroySoon();
    socket.resume();
    await once(socket, 'close');
  }
  const reply = await fetch(`http://127.0.0.1:${port}/`, {
    method: 'POST',
    headers: octets,
    body: whole as Uint8Array<ArrayBuffer>,
  });
  assert.equal(reply.status, 200);
  for (const error of errors) assert.ok(error instanceof StatefunError, String(error));
});
