// An ingress, a transport and an egress that do next to nothing: what is left is what an extension costs.
import { writeFileSync } from 'node:fs';

import {
  byteTransport,
  defineEgress,
  defineExtension,
  defineIngress,
  defineTransport,
  deliveringEgress,
  integer,
  readingIngress,
  text,
} from '@statefun-ts/extension';
import { fromFunctionCodec, toFunctionCodec } from '@statefun-ts/protocol';

const VALUE = Buffer.alloc(100, 1);
/** Records of one push. */
const BATCH = 100;

/** Answers as a function that sends each message on. */
function relay(request: Uint8Array): Uint8Array {
  const { invocation } = toFunctionCodec.decode(request);
  const outgoingEgresses = (invocation?.invocations ?? []).map(({ argument }) => ({
    egressNamespace: 'bench',
    egressType: 'out',
    argument,
  }));
  const nothing = { stateMutations: [], outgoingMessages: [], delayedInvocations: [] };
  return fromFunctionCodec.encode({
    incompleteInvocationContext: null,
    invocationResult: { ...nothing, outgoingEgresses },
  });
}

export default defineExtension({
  apiVersion: 1,
  transports: [
    defineTransport({
      type: 'bench/relay',
      summary: 'Sends each message on.',
      urlSchemes: ['relay'],
      fields: {},
      create: () => byteTransport({ send: (request) => Promise.resolve(relay(request)) }),
    }),
  ],
  components: [
    defineIngress({
      kind: 'bench.v1/ingress',
      summary: 'Records without end, up to a number.',
      fields: { messages: integer(1, 1e9), keys: integer(1, 1e9) },
      create: ({ id, messages, keys }) =>
        readingIngress({
          id,
          read: async ({ sink, signal, ready, proceed }) => {
            const routing = { targets: ['bench/relay'], valueType: 'bench/value' };
            const partition = sink.openPartition('bench', { identity: 'one', startOffset: 0, routing });
            ready();
            for (let first = partition.resumeOffset; first < messages; first += BATCH) {
              await proceed();
              const offsets = Array.from({ length: Math.min(BATCH, messages - first) }, (_, i) => first + i);
              partition.push(offsets.map((offset) => ({ offset, id: `k${offset % keys}`, value: VALUE })));
              if (first % (10 * BATCH) === 0) await new Promise((resolve) => setImmediate(resolve));
            }
            await new Promise((resolve) => signal.addEventListener('abort', resolve));
          },
        }),
    }),
    defineEgress({
      kind: 'bench.v1/egress',
      summary: 'Counts records, and writes a file when all are there.',
      fields: { messages: integer(1, 1e9), file: text('a path') },
      create: ({ id, messages, file }) => {
        let count = 0;
        return deliveringEgress({
          id,
          admit: ({ value }) => ({ channel: '', record: value }),
          send: async (records) => {
            count += records.length;
            if (count >= messages) writeFileSync(file, String(count));
          },
        });
      },
    }),
  ],
});
