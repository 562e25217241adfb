import { type ErrorCode, StatefunError } from '@statefun-ts/protocol';

/** A unit: its labels, and how many of the smallest unit it is. */
export interface Unit {
  readonly labels: readonly string[];
  readonly factor: bigint;
}

/**
 * Parses a whole number with an optional unit, as Flink writes durations and sizes: `10s`, `10 s`, `10 SEC`.
 * The result counts the smallest unit. Throws `code`; the message quotes the text.
 */
export function parseQuantity(
  text: string,
  units: readonly Unit[],
  unitDefault: bigint,
  code: ErrorCode,
): bigint {
  const [, digits, label] = /^([0-9]+)(.*)$/s.exec(text.trim()) ?? [];
  if (digits === undefined || label === undefined) {
    throw new StatefunError(code, `${JSON.stringify(text)} does not start with a whole number.`);
  }
  const wanted = label.trim().toLowerCase();
  if (wanted === '') return BigInt(digits) * unitDefault;
  const unit = units.find(({ labels }) => labels.includes(wanted));
  if (unit === undefined) {
    const known = units.map(({ labels }) => labels[0]).join(', ');
    throw new StatefunError(
      code,
      `${JSON.stringify(label.trim())} is not a unit that is known; the units are ${known}.`,
    );
  }
  return BigInt(digits) * unit.factor;
}

/** The number, when it is one that a JavaScript number holds exactly. Throws `code`. */
export function exactNumber(value: bigint, what: string, code: ErrorCode): number {
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) {
    throw new StatefunError(code, `The ${what} is too large: at most ${Number.MAX_SAFE_INTEGER}.`);
  }
  return Number(value);
}
