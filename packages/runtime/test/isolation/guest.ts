// An extension that works, and that once, where it is told to, does something that would end or hold up whoever runs it.
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  byteTransport,
  choice,
  defineEgress,
  defineEndpoint,
  defineExtension,
  defineIngress,
  defineTransport,
  deliveringEgress,
  integer,
  readingIngress,
  text,
} from '@statefun-ts/extension';
import type { Ingress, IngressSink, Observer, Transport } from '@statefun-ts/extension';
import { fromFunctionCodec, toFunctionCodec } from '@statefun-ts/protocol';
import { countingFunction } from '../support.ts';

const WAYS: Readonly<Record<string, () => unknown>> = {
  loop: function loop() {
    for (;;);
  },
  exit: () => process.exit(7),
  wait: () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0),
  starve: async () => {
    for (;;) await Promise.resolve();
  },
};

const fields = {
  /** Where: in a call, in `start`, … */
  where: text('a place').prefault('nowhere'),
  how: choice('loop', 'exit', 'wait', 'starve').prefault('loop'),
  /** A file that is there once it was done. */
  done: text('a path').prefault('-'),
};

interface Trap {
  readonly where: string;
  readonly how: string;
  readonly done: string;
}

/** What comes by here, once, if it is told to. */
const trapOf =
  ({ where, how, done }: Trap) =>
  (here: string): void => {
    if (here !== where || existsSync(done)) return;
    if (done !== '-') writeFileSync(done, '');
    WAYS[how]?.();
  };

const calls = (trap: (here: string) => void): Transport =>
  byteTransport({
    send: async (request) => {
      const { invocation } = toFunctionCodec.decode(request);
      if (invocation === null) throw new Error('no invocation');
      trap(`call ${invocation.target?.id}`);
      await new Promise((resolve) => setTimeout(resolve, 1));
      return fromFunctionCodec.encode(countingFunction(invocation));
    },
    close: async () => trap('close'),
  });

const ROUTING = { targets: ['example/counter'], valueType: 'io.statefun.types/string' };
/** Of the records of the source. */
const ID_COUNT = 10;

/** A source with `count` records, by threes. */
const source = (
  { id, count, ...trap }: Trap & { readonly id: string; readonly count: number },
  { observer }: { readonly observer: Observer },
): Ingress => {
  const pass = trapOf(trap);
  return readingIngress({
    id,
    committed: () => pass('committed'),
    read: async ({ sink, signal, ready, proceed }) => {
      pass('read');
      const before = sink.stored(id);
      const partition = sink.openPartition(id, { identity: 'one', startOffset: 0, routing: ROUTING });
      if (before !== undefined && before.identity !== 'one') throw new Error('it was another source');
      ready();
      for (let offset = partition.resumeOffset; offset < count; offset += 3) {
        await proceed();
        pass(`push ${offset}`);
        if (trap.where === 'log') observer.log(Symbol('loud') as never, 'it is loud', { at: () => offset });
        while (trap.where === 'flood')
          partition.push([{ offset: offset++, id: `f${offset % ID_COUNT}`, value: Buffer.alloc(16_384) }]);
        const offsets = [offset, offset + 1, offset + 2].filter((each) => each < count);
        partition.push(
          offsets.map((each) => ({ offset: each, id: `s${each % ID_COUNT}`, value: Buffer.of(1) })),
        );
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
      partition.skipTo(count, 0);
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
    },
  });
};

/** Listens, and takes a message with each request; its path says for which id. */
const listener = ({ id, ...trap }: Trap & { readonly id: string }): Ingress => {
  const pass = trapOf(trap);
  let taking: IngressSink | undefined;
  let url = '';
  const server = createServer((request, response) => {
    const target = { namespace: 'example', type: 'counter', id: request.url?.slice(1) ?? '' };
    pass(`request ${target.id}`);
    const value = { typename: 'a/b', hasValue: true, value: Buffer.of() };
    (taking?.accept(target, value) ?? Promise.reject(new Error('it does not run'))).then(
      () => response.writeHead(200).end(),
      () => response.writeHead(503).end(),
    );
  });
  const ingress: Ingress = {
    id,
    start: async (sink) => {
      pass('start');
      if (trap.where.startsWith('request')) sink.trouble(new Error('the broker is away'));
      taking = sink;
    },
    pause: () => {},
    resume: () => {},
    stop: async () => {
      pass('stop');
      taking = undefined;
    },
  };
  return Object.defineProperties(ingress, {
    url: { get: () => url },
    listen: {
      value: async () => {
        pass('listen');
        await new Promise<void>((resolve) =>
          server.listen(Number(new URL(url || 'http://x').port), '127.0.0.1', resolve),
        );
        url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      },
    },
    close: { value: () => new Promise((resolve) => server.close(resolve)) },
  });
};

export default defineExtension({
  apiVersion: 1,
  transports: [
    defineTransport({
      type: 'com.example/own',
      summary: 'A transport.',
      urlSchemes: ['own'],
      fields,
      create: (spec) => {
        const pass = trapOf(spec);
        pass('create');
        return calls(pass);
      },
    }),
  ],
  components: [
    defineEndpoint({
      kind: 'com.example.v1/local',
      summary: 'Functions that are near.',
      fields,
      create: (spec) => calls(trapOf(spec)),
    }),
    defineIngress({
      kind: 'com.example.v1/source',
      summary: 'A source of numbers.',
      fields: { ...fields, count: integer(0, 1_000_000).prefault(30) },
      create: source,
    }),
    defineIngress({
      kind: 'com.example.v1/listener',
      summary: 'An ingress with a port.',
      fields,
      create: listener,
    }),
    defineEgress({
      kind: 'com.example.v1/file',
      summary: 'An egress to a file, a line for each record, with what it remembers of its starts.',
      fields: { ...fields, file: text('a path') },
      create: ({ id, file, ...trap }) => {
        const pass = trapOf(trap);
        const egress = deliveringEgress({
          id,
          admit: ({ value }) => {
            const record = Buffer.from(value);
            pass(`admit ${record.toString()}`);
            if (record.includes('odd')) throw new Error('it is odd');
            return { channel: 'all', record };
          },
          send: async (records) => {
            for (const { bytes, identity, refuse } of records) {
              const line = Buffer.from(bytes).toString();
              pass(`send ${line}`);
              if (line.includes('refused')) refuse('it was told to');
              else appendFileSync(file, `${line} ${identity}\n`);
            }
          },
        });
        return {
          ...egress,
          id,
          delivery: 'durable',
          backlogBytesMax: egress.backlogBytesMax,
          admit: (argument) => egress.admit(argument),
          wake: () => egress.wake(),
          stop: () => egress.stop(),
          start: async (sink) => {
            pass('start');
            const starts = Number(sink.recall('starts') ?? '0') + 1;
            await sink.remember('starts', String(starts));
            appendFileSync(`${file}.starts`, `${starts} ${sink.recall('starts')}\n`);
            await egress.start(sink);
          },
        };
      },
    }),
  ],
});

/** The lines of a file, which may not be there yet. */
export const linesOf = (file: string): string[] =>
  existsSync(file) ? readFileSync(file, 'utf8').split('\n').slice(0, -1) : [];
