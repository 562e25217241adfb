import { formatTypeName, parseTypeName } from '@statefun-ts/protocol';
import type { Component } from './components.ts';
import { reportUnknown } from './explain.ts';
import { interpolate, type Variables } from './interpolate.ts';
import type { Identity, Kind } from './kinds/kind.ts';
import { isNull, locate, type MapNode, type Node, toValue } from './node.ts';
import type { Finding } from './problem.ts';
import type { Source } from './source.ts';
import { suggest } from './suggest.ts';
import { validate } from './validate.ts';

/** A document of a known kind. */
export interface ReadComponent {
  readonly kind: Kind;
  readonly source: Source;
  readonly document: MapNode;
  /** Undefined when what identifies it is invalid. */
  readonly identity: Identity | undefined;
  /** Undefined when there is a mistake in it. */
  readonly component: Component | undefined;
}

/** Reads a document as a component, and reports every mistake in it. Undefined when its kind can't be told. */
export function readComponent(
  document: Node,
  source: Source,
  variables: Variables,
  kinds: readonly Kind[],
): ReadComponent | undefined {
  if (document.type !== 'map') {
    source.report(document.start, {
      severity: 'error',
      code: 'STATEFUN_MODULE_COMPONENT_INVALID',
      message: 'This document is not a component, which is a mapping of kind and spec.',
      hint: 'components look like "kind: io.statefun.endpoints.v2/http", then "spec:" and its fields indented',
    });
    return undefined;
  }
  for (const [key, { keyStart }] of document.entries) {
    if (key !== 'kind' && key !== 'spec') reportUnknown([key], ['kind', 'spec'], keyStart, source);
  }
  const spec = readSpec(document, source);
  const kind = readKind(document, source, kinds);
  return kind === undefined || spec === undefined
    ? undefined
    : readKnown(kind, spec, document, source, variables);
}

function readKnown(
  kind: Kind,
  spec: Node,
  document: MapNode,
  source: Source,
  variables: Variables,
): ReadComponent {
  interpolate(spec, source, variables);
  const read = { kind, source, document };
  try {
    return { ...read, ...apply(kind, spec, read) };
  } catch (error) {
    if (kind.extension === undefined) throw error;
    source.report(document.start, {
      severity: 'error',
      code: 'STATEFUN_EXTENSION_FAILED',
      message: `The extension ${kind.extension} failed at this component: ${String(error)}.`,
      hint: 'the fault is in how it defines the kind, or a transport; report it to who made it',
    });
    return { ...read, identity: undefined, component: undefined };
  }
}

function apply(
  kind: Kind,
  spec: Node,
  { source, document }: Pick<ReadComponent, 'source' | 'document'>,
): Pick<ReadComponent, 'identity' | 'component'> {
  const value = toValue(spec);
  const identity = kind.identify(value);
  const validated = validate(kind.schema, { source, document, value });
  if (validated === undefined) return { identity, component: undefined };
  const component = kind.toComponent(validated.data, {
    origin: source.originAt(document.start),
    warn: (path, finding) => {
      const { at } = locate({ node: spec, at: spec.start }, path);
      source.report(at, { ...finding, severity: 'warning' });
    },
  });
  return { identity, component };
}

function readSpec(document: MapNode, source: Source): Node | undefined {
  const entry = document.entries.get('spec');
  if (entry !== undefined && !isNull(entry.value)) return entry.value;
  source.report(entry?.keyStart ?? document.start, {
    severity: 'error',
    code: 'STATEFUN_MODULE_COMPONENT_INVALID',
    message: entry === undefined ? 'The component has no spec.' : 'The spec of the component is empty.',
    hint: 'add "spec:" with the fields of the kind indented below it',
  });
  return undefined;
}

function readKind(document: MapNode, source: Source, kinds: readonly Kind[]): Kind | undefined {
  const entry = document.entries.get('kind');
  const value = entry?.value;
  if (entry === undefined || value?.type !== 'scalar' || value.written === undefined) {
    source.report(entry?.keyStart ?? document.start, {
      severity: 'error',
      code: 'STATEFUN_MODULE_COMPONENT_INVALID',
      message: entry === undefined ? 'The component has no kind.' : 'The kind of a component must be text.',
      hint: theKindsAre(kinds),
    });
    return undefined;
  }
  const name = canonical(value.written);
  const kind = kinds.find((known) => known.kind === name);
  if (kind === undefined) source.report(value.start, unknownKind(name, kinds));
  return kind;
}

const theKindsAre = (kinds: readonly Kind[]): string =>
  `the kinds are ${kinds.map(({ kind }) => kind).join(', ')}`;

function unknownKind(name: string, kinds: readonly Kind[]): Finding {
  const meant = suggest(
    name,
    kinds.map(({ kind }) => kind),
  );
  const transport = name.startsWith('io.statefun.transports.');
  return {
    severity: 'error',
    code: 'STATEFUN_MODULE_KIND_UNKNOWN',
    message: `There is no kind ${JSON.stringify(name)}${transport ? ': it is a transport' : ''}.`,
    hint: transport
      ? 'name it in an endpoint of the kind io.statefun.endpoints.v2/http, as the type in its transport'
      : meant === undefined
        ? `${theKindsAre(kinds)}; others come with an extension (--extension)`
        : `did you mean ${meant}?`,
  };
}

function canonical(name: string): string {
  try {
    const { namespace, name: local } = parseTypeName(name);
    return formatTypeName(namespace, local);
  } catch {
    return name;
  }
}
