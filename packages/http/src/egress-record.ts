import type { Admission } from '@statefun-ts/engine';
import type { ErrorCode, TypedValue } from '@statefun-ts/protocol';

/** The one type of value that the playground egress takes: JSON `{"topic": …, "payload": …}`. */
export const EGRESS_RECORD_TYPENAME = 'io.statefun.playground/EgressRecord';

/** Checks a record and reduces it to its payload, as UTF-8. A topic is a channel. */
export function admitRecord(argument: TypedValue, topics: ReadonlySet<string>): Admission {
  if (argument.typename !== EGRESS_RECORD_TYPENAME) {
    return invalid(
      `it takes values of the type ${EGRESS_RECORD_TYPENAME} only, and got '${argument.typename}'`,
    );
  }
  const record = parse(argument.value);
  if (record === undefined) {
    return invalid('the value must be JSON of exactly the form {"topic": "…", "payload": "…"}');
  }
  if (!topics.has(record.topic)) {
    const message = `topic '${record.topic}' is not among those it declares: ${[...topics].join(', ')}`;
    return refuse('STATEFUN_PLAYGROUND_TOPIC_UNKNOWN', message);
  }
  return { ok: true, channel: record.topic, record: new TextEncoder().encode(record.payload) };
}

const invalid = (problem: string): Admission => refuse('STATEFUN_PLAYGROUND_RECORD_INVALID', problem);

const refuse = (code: ErrorCode, problem: string): Admission => ({
  ok: false,
  reason: { code, message: `The playground egress can't take a record: ${problem}.` },
});

function parse(bytes: Uint8Array): { topic: string; payload: string } | undefined {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null || Object.keys(value).length !== 2) return undefined;
  const { topic, payload } = value as { topic?: unknown; payload?: unknown };
  return typeof topic === 'string' && typeof payload === 'string' ? { topic, payload } : undefined;
}
