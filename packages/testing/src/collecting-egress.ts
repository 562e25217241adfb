import type { Admission, Egress, EgressSink } from '@statefun-ts/engine';
import type { ErrorCode, TypedValue } from '@statefun-ts/protocol';
import { KAFKA_PRODUCER_RECORD, KINESIS_EGRESS_RECORD } from '@statefun-ts/protocol';
import { EgressRecord } from './egress-record.ts';

/** The one type that an egress of a kind takes; the tests of the connectors have the rest of what they check. */
const takes: Readonly<Record<string, { readonly typename: string; readonly code: ErrorCode }>> = {
  'io.statefun.kafka.v1/egress': { typename: KAFKA_PRODUCER_RECORD, code: 'STATEFUN_KAFKA_RECORD_INVALID' },
  'io.statefun.kinesis.v1/egress': {
    typename: KINESIS_EGRESS_RECORD,
    code: 'STATEFUN_KINESIS_RECORD_INVALID',
  },
  'io.statefun.playground.v1/egress': {
    typename: 'io.statefun.playground/EgressRecord',
    code: 'STATEFUN_PLAYGROUND_RECORD_INVALID',
  },
};

const READ_BYTES_MAX = 1024 * 1024;

/** An egress that keeps what is sent to it. */
export class CollectingEgress implements Egress {
  readonly id: string;
  readonly delivery = 'durable';
  readonly backlogBytesMax = 0;
  readonly records: EgressRecord[] = [];
  readonly #kind: string | undefined;
  #sink: EgressSink | undefined;

  /** Without a kind it takes records of all types. */
  constructor(id: string, kind?: string) {
    this.id = id;
    this.#kind = kind;
  }

  admit(argument: TypedValue): Admission {
    const { typename } = argument;
    const wanted = takes[this.#kind ?? ''];
    if (wanted === undefined || wanted.typename === typename) {
      return { ok: true, channel: '', record: toBytes(argument) };
    }
    const message = `A record for ${this.id} is of type ${typename}; it takes ${wanted.typename}`;
    return { ok: false, reason: { code: wanted.code, message } };
  }

  start(sink: EgressSink): Promise<void> {
    this.#sink = sink;
    this.wake();
    return Promise.resolve();
  }

  wake(): void {
    for (const stream of this.#sink?.streams() ?? []) {
      while (stream.head < stream.tail) {
        const records = stream.read(stream.head, READ_BYTES_MAX);
        if (records.length === 0) break;
        this.records.push(...records.map((record) => new EgressRecord(this.id, toTypedValue(record))));
        stream.done(stream.head + records.length);
      }
    }
  }

  stop(): Promise<void> {
    this.#sink = undefined;
    return Promise.resolve();
  }
}

/** The length of the type name, it, the value: one channel for all types keeps the order of all records. */
function toBytes({ typename, value }: TypedValue): Uint8Array {
  const name = Buffer.from(typename);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(name.length);
  return Buffer.concat([length, name, value]);
}

function toTypedValue(record: Uint8Array): TypedValue {
  const bytes = Buffer.from(record);
  const end = 4 + bytes.readUInt32LE();
  return { typename: bytes.toString('utf8', 4, end), hasValue: true, value: bytes.subarray(end) };
}
