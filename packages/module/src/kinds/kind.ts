import type { z } from 'zod';
import type { Component, Origin } from '../components.ts';
import type { Finding } from '../problem.ts';
import type { Path } from '../node.ts';

export type Role = 'endpoint' | 'ingress' | 'egress' | 'extension';

/** A kind of component: what its `spec` may be, and what becomes of it. */
export interface Kind<C extends Component = Component> {
  /** `<namespace>/<name>`. */
  readonly kind: string;
  readonly role: Role;
  /** A sentence for the reference. */
  readonly summary: string;
  /** The extension that brought it; undefined: it is built in. */
  readonly extension?: string;
  /** Validates a spec, fills in its defaults, and describes its fields. */
  readonly schema: z.ZodType;
  /** What no other component of its role may share, and the field that says it; undefined when that is invalid. */
  identify(spec: unknown): Identity | undefined;
  /** Maps a spec, as `schema` put it out, to the component. */
  toComponent(spec: unknown, context: KindContext): C;
  /** The function types that an ingress sends to, and where its spec names them. */
  targets?(component: C): Iterable<NamedTarget>;
}

/** What identifies a component. */
export interface Identity {
  readonly key: string;
  /** Undefined: every component of the kind has the same. */
  readonly field?: string;
}

/** A function type `ns/name` that stands at a path of a spec. */
export interface NamedTarget {
  readonly target: string;
  readonly path: Path;
}

/** What a spec is mapped with. */
export interface KindContext {
  readonly origin: Origin;
  /** Reports what is allowed and yet hardly meant. */
  readonly warn: (path: Path, finding: Omit<Finding, 'severity'>) => void;
}

interface Definition<S extends z.ZodType, C extends Component> extends Omit<
  Kind<C>,
  'schema' | 'toComponent'
> {
  readonly schema: S;
  toComponent(spec: z.output<S>, context: KindContext): C;
}

/** A kind from its definition, where `toComponent` knows what the schema puts out. */
export const defineKind = <S extends z.ZodType, C extends Component>(
  definition: Definition<S, C>,
): Kind<C> => ({
  ...definition,
  toComponent: (spec, context) => definition.toComponent(spec as z.output<S>, context),
});

/** An identity that one field's schema reads. */
export function identifyBy<T>(
  field: string,
  schema: z.ZodType<T>,
  format: (value: T) => string,
): Kind['identify'] {
  return (spec) => {
    const value = typeof spec === 'object' && spec !== null ? Object.entries(spec) : [];
    const read = schema.safeParse(value.find(([key]) => key === field)?.[1]);
    return read.success ? { key: format(read.data), field } : undefined;
  };
}
