import { isAlias, isMap, isScalar, isSeq } from 'yaml';
import type { Pair, ParsedNode, Scalar, YAMLMap, YAMLSeq } from 'yaml';
import type { ErrorCode } from '@statefun-ts/protocol';
import { DEPTH_MAX, NODES_MAX } from './limits.ts';
import type { Entry, Node, ScalarNode } from './node.ts';
import type { Source } from './source.ts';

/** Makes our tree of one parsed document, and reports what it can't have: one key twice, for example. */
export class TreeBuilder {
  readonly #source: Source;
  readonly #anchors = new Map<string, Node>();
  #level = 0;

  constructor(source: Source) {
    this.#source = source;
  }

  /** Undefined when a problem makes the document useless; `at` is the place of a node that is not there. */
  build(parsed: ParsedNode | null, at: number): Node | undefined {
    try {
      return this.#node(parsed, at);
    } catch (error) {
      if (!(error instanceof Unusable)) throw error;
      this.#source.report(error.at, { severity: 'error', code: error.code, message: error.message });
      return undefined;
    }
  }

  #node(parsed: ParsedNode | null | undefined, at: number): Node {
    if (parsed === null || parsed === undefined) return scalarNode(undefined, at, at);
    this.#level++;
    if (this.#level > DEPTH_MAX) throw tooDeep(parsed.range[0]);
    const node = this.#build(parsed);
    this.#level--;
    if (node.depth > DEPTH_MAX) throw tooDeep(node.start);
    if (node.size > NODES_MAX) {
      const message = `The document has more than ${NODES_MAX} values, its aliases written out.`;
      throw new Unusable(node.start, 'STATEFUN_MODULE_TOO_LARGE', message);
    }
    if (!isAlias(parsed) && parsed.anchor !== undefined) this.#anchors.set(parsed.anchor, node);
    return node;
  }

  #build(parsed: ParsedNode): Node {
    const [start, end] = parsed.range;
    if (isMap(parsed)) return this.#map(parsed, start, end);
    if (isSeq(parsed)) return this.#list(parsed, start, end);
    if (isScalar(parsed)) return scalarNode(writtenText(parsed), start, end);
    const target = this.#anchors.get(parsed.source);
    if (target !== undefined) return target;
    const message = `The alias *${parsed.source} has no anchor &${parsed.source} before it.`;
    throw new Unusable(start, 'STATEFUN_MODULE_SYNTAX', message);
  }

  #list(parsed: YAMLSeq.Parsed, start: number, end: number): Node {
    const items = parsed.items.map((item) => this.#node(item, start));
    return { type: 'list', start, end, items, ...extent(items) };
  }

  #map(parsed: YAMLMap.Parsed, start: number, end: number): Node {
    const entries = new Map<string, Entry>();
    for (const pair of parsed.items) this.#addEntry(entries, pair, start);
    return { type: 'map', start, end, entries, ...extent([...entries.values()].map(({ value }) => value)) };
  }

  #addEntry(entries: Map<string, Entry>, pair: Pair<ParsedNode, ParsedNode | null>, at: number): void {
    const key = this.#node(pair.key, at);
    if (key.type !== 'scalar' || key.written === undefined) {
      throw new Unusable(key.start, 'STATEFUN_MODULE_SYNTAX', 'A key must be plain text.');
    }
    const value = this.#node(pair.value, key.end);
    const first = entries.get(key.written);
    if (first === undefined) {
      entries.set(key.written, { keyStart: key.start, value });
      return;
    }
    const { line, column } = this.#source.originAt(first.keyStart);
    this.#source.report(key.start, {
      severity: 'error',
      code: 'STATEFUN_MODULE_KEY_DUPLICATE',
      message: `The key ${JSON.stringify(key.written)} is given twice; the first is at ${line}:${column}.`,
      hint: 'remove one of the two',
    });
  }
}

/** Numbers and booleans as they are written (`0123`, `1.10`), so that a text field gets just that. */
const writtenText = ({ value, source }: Scalar): string | undefined => {
  if (value === null) return undefined;
  return typeof value === 'string' ? value : (source ?? '');
};

const scalarNode = (written: string | undefined, start: number, end: number): ScalarNode => ({
  type: 'scalar',
  start,
  end,
  size: 1,
  depth: 1,
  written,
  text: written,
  interpolated: 'no',
});

const extent = (children: readonly Node[]) => ({
  size: children.reduce((sum, { size }) => sum + size, 1),
  depth: children.reduce((most, { depth }) => Math.max(most, depth), 0) + 1,
});

const tooDeep = (at: number) =>
  new Unusable(at, 'STATEFUN_MODULE_TOO_LARGE', `The document is nested deeper than ${DEPTH_MAX} levels.`);

/** Ends the reading of one document. */
class Unusable extends Error {
  readonly at: number;
  readonly code: ErrorCode;

  constructor(at: number, code: ErrorCode, message: string) {
    super(message);
    this.at = at;
    this.code = code;
  }
}
