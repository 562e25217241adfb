import { StatefunError } from '@statefun-ts/protocol';

/**
 * The Kafka client properties of one component, as its module file has them. It remembers which were asked
 * for, so that those without a meaning here can be named to the user. Values never get into messages,
 * since some are secrets.
 */
export class ClientProperties {
  readonly #values: Readonly<Record<string, string>>;
  readonly #where: string;
  readonly #asked = new Set<string>();

  /** `where` names the component in messages. */
  constructor(values: Readonly<Record<string, string>>, where: string) {
    this.#values = values;
    this.#where = where;
  }

  /** The value, trimmed; undefined when it is not set or empty. */
  text(name: string): string | undefined {
    this.#asked.add(name);
    const value = Object.hasOwn(this.#values, name) ? this.#values[name]?.trim() : undefined;
    return value === '' ? undefined : value;
  }

  /** A whole number between `min` and `max`, or `fallback`. Throws STATEFUN_KAFKA_PROPERTY_INVALID. */
  integer(name: string, fallback: number, min: number, max: number): number {
    const text = this.text(name);
    if (text === undefined) return fallback;
    const value = /^[+-]?\d+$/.test(text) ? Number(text) : Number.NaN;
    if (value >= min && value <= max) return value;
    throw this.invalid(name, `must be a whole number from ${min} to ${max}`);
  }

  /** One of `choices`, written in any case, or `fallback`. Throws STATEFUN_KAFKA_PROPERTY_INVALID. */
  oneOf<Choice extends string>(name: string, choices: readonly Choice[], fallback: Choice): Choice {
    const text = this.text(name);
    if (text === undefined) return fallback;
    const choice = choices.find((each) => each.toLowerCase() === text.toLowerCase());
    if (choice !== undefined) return choice;
    throw this.invalid(name, `must be one of ${choices.join(', ')}`);
  }

  /** True if the property is written at all, be it empty. Does not count as asked for. */
  has(name: string): boolean {
    return Object.hasOwn(this.#values, name);
  }

  /** The error for a property: `problem` completes 'property x of component y …'. */
  invalid(name: string, problem: string): StatefunError {
    const message = `The property ${name} of ${this.#where} ${problem}.`;
    return new StatefunError('STATEFUN_KAFKA_PROPERTY_INVALID', message);
  }

  /** The names of properties that nobody asked for, sorted. */
  unused(): string[] {
    return Object.keys(this.#values)
      .filter((name) => !this.#asked.has(name))
      .toSorted();
  }
}
