import type { Observer } from '@statefun-ts/engine';
import type { Origin } from '@statefun-ts/module';
import type { ErrorCode } from '@statefun-ts/protocol';
import { StatefunError } from '@statefun-ts/protocol';

/** What tells the properties of one kind of client from those of another. */
export interface PropertyNaming {
  /** Of the error for a property that can't be. */
  readonly code: ErrorCode;
  /** The one spelling of a name that has several; names are as they are unless given. */
  readonly canonical?: (name: string) => string;
}

/**
 * The client properties of one component, as its module file has them. It remembers which were asked for, so that
 * those without a meaning here can be named to the user. Values never get into messages, since some are secrets.
 */
export class ClientProperties {
  /** By canonical name: the name as written, and the value. */
  readonly #values: ReadonlyMap<string, { readonly written: string; readonly value: string }>;
  readonly #where: string;
  readonly #code: ErrorCode;
  readonly #asked = new Set<string>();

  /** `where` names the component in messages. Of two spellings of one name, the later counts. */
  constructor(values: Readonly<Record<string, string>>, where: string, naming: PropertyNaming) {
    const { code, canonical = (name: string) => name } = naming;
    this.#values = new Map(
      Object.entries(values).map(([written, value]) => [canonical(written), { written, value }]),
    );
    this.#where = where;
    this.#code = code;
  }

  /** The value, trimmed; undefined when it is not set or empty. */
  text(name: string): string | undefined {
    this.#asked.add(name);
    return this.#values.get(name)?.value.trim() || undefined;
  }

  /** A whole number between `min` and `max`, or `fallback`. Throws as `invalid` says. */
  integer(name: string, fallback: number, min: number, max: number): number {
    const text = this.text(name);
    if (text === undefined) return fallback;
    const value = /^[+-]?\d+$/.test(text) ? Number(text) : Number.NaN;
    if (value >= min && value <= max) return value;
    throw this.invalid(name, `must be a whole number from ${min} to ${max}`);
  }

  /** One of `choices`, written in any case, or `fallback`. Throws as `invalid` says. */
  oneOf<Choice extends string>(name: string, choices: readonly Choice[], fallback: Choice): Choice {
    const text = this.text(name);
    if (text === undefined) return fallback;
    const choice = choices.find((each) => each.toLowerCase() === text.toLowerCase());
    if (choice !== undefined) return choice;
    throw this.invalid(name, `must be one of ${choices.join(', ')}`);
  }

  /** True if the property is written at all, be it empty. Does not count as asked for. */
  has(name: string): boolean {
    return this.#values.has(name);
  }

  /** The error for a property, with its name as written: `problem` completes 'The property x of component y …'. */
  invalid(name: string, problem: string): StatefunError {
    const written = this.#values.get(name)?.written ?? name;
    return new StatefunError(this.#code, `The property ${written} of ${this.#where} ${problem}.`);
  }

  /** The names, as written, of properties that nobody asked for, sorted. */
  unused(): string[] {
    return [...this.#values]
      .filter(([name]) => !this.#asked.has(name))
      .map(([, { written }]) => written)
      .toSorted();
  }
}

/** What is said of a component that is an ingress or an egress. */
interface Connected {
  readonly kind: string;
  readonly id: string;
  readonly origin: Origin;
}

/** Names the properties that have no meaning here, once, with the place of their component; never their values. */
export function warnOfUnused(
  observer: Observer,
  broker: 'Kafka' | 'Kinesis',
  { kind, id, origin }: Connected,
  unused: readonly string[],
): void {
  if (unused.length === 0) return;
  const role = kind.endsWith('/ingress') ? 'ingress' : 'egress';
  const place = `${origin.file}:${origin.line}:${origin.column}`;
  const message = `Properties without a meaning for the ${broker} ${role} ${id} (${place}) are ignored: ${unused.join(', ')}`;
  observer.log('warn', message, { [role]: id, properties: unused });
}
