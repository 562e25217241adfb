import { z } from 'zod';
import type { TransportSpec } from '../components.ts';
import { HTTP_SCHEMES } from '../url-template.ts';
import type { KindContext } from './kind.ts';

/** A type of transport: what its fields may be, and what becomes of them. */
export interface TransportKind<T extends TransportSpec = TransportSpec> {
  /** `<namespace>/<name>`. */
  readonly type: string;
  /** The extension that brought it; undefined: it is built in. */
  readonly extension?: string;
  /** The schemes of the URLs that it calls. Default: those of HTTP. */
  readonly urlSchemes?: readonly string[];
  /** Validates its fields, of which `type` is one, a literal that describes the transport. */
  readonly schema: z.ZodObject;
  /** Maps its fields, as `schema` put them out. */
  toSpec(fields: unknown, context: KindContext): T;
}

interface Definition<S extends z.ZodObject, T extends TransportSpec> extends Omit<
  TransportKind<T>,
  'schema' | 'toSpec'
> {
  readonly schema: S;
  toSpec(fields: z.output<S>, context: KindContext): T;
}

/** A type of transport from its definition, where `toSpec` knows what the schema puts out. */
export const defineTransportKind = <S extends z.ZodObject, T extends TransportSpec>(
  definition: Definition<S, T>,
): TransportKind<T> => ({
  ...definition,
  toSpec: (fields, context) => definition.toSpec(fields as z.output<S>, context),
});

/** The transports that an endpoint can name. The first is the default. */
export class TransportChoice {
  readonly #kinds: ReadonlyMap<string, TransportKind>;
  readonly #first: TransportKind;

  constructor(kinds: readonly [TransportKind, ...TransportKind[]]) {
    this.#kinds = new Map(kinds.map((kind) => [kind.type, kind]));
    this.#first = kinds[0];
  }

  /** The field `transport`. */
  field() {
    const [first, ...others] = [...this.#kinds.values()];
    const types = [...this.#kinds.keys()];
    const options = [first, ...others].map((kind) => kind?.schema);
    return z
      .discriminatedUnion('type', options as [z.ZodObject, ...z.ZodObject[]], {
        error: `one of ${types.join(', ')}, or of those that extensions bring`,
      })
      .prefault({})
      .describe(
        `How calls are made: \`type: ${this.#first.type}\` (the default)${types
          .slice(1)
          .map((type) => `, \`type: ${type}\``)
          .join('')}, or one of an extension, and its fields.`,
      );
  }

  /** The schemes of the URLs that some transport calls. */
  get urlSchemes(): readonly string[] {
    return [...new Set([...this.#kinds.values()].flatMap(schemesOf))];
  }

  /** The schemes of the URLs that the transport with these fields calls. */
  urlSchemesOf(fields: unknown): readonly string[] {
    return schemesOf(this.#kindOf(fields));
  }

  /** Maps the fields, as `field` put them out. */
  toSpec(fields: unknown, context: KindContext): TransportSpec {
    return this.#kindOf(fields).toSpec(fields, context);
  }

  #kindOf(fields: unknown): TransportKind {
    const type = (fields as Partial<TransportSpec> | undefined)?.type;
    return (type === undefined ? undefined : this.#kinds.get(type)) ?? this.#first;
  }
}

const schemesOf = ({ urlSchemes = HTTP_SCHEMES }: TransportKind): readonly string[] => urlSchemes;
