import { isAlias, isCollection, isMap, isScalar, isSeq, parseAllDocuments, visit } from 'yaml';
import { Pair, Scalar, YAMLMap, YAMLSeq, type ParsedNode, type Node as YamlNode } from 'yaml';
import type { DocumentOptions, ParseOptions, SchemaOptions } from 'yaml';
import type { MapNode, Node } from '../node.ts';

/** Every scalar stays the text that it is written as, except for null. */
export const AS_WRITTEN = {
  schema: 'failsafe',
  customTags: (tags) => ['null', ...tags],
  uniqueKeys: false,
  resolveKnownTags: false,
  prettyErrors: false,
  logLevel: 'silent',
} satisfies ParseOptions & DocumentOptions & SchemaOptions;

/**
 * Copies parts of a file into other documents, with style and comments. What an alias stands for is written out
 * where its anchor is not within the copy.
 */
export class YamlCopy {
  readonly #byPlace = new Map<string, ParsedNode>();

  constructor(text: string) {
    const documents = parseAllDocuments(text, AS_WRITTEN);
    if ('empty' in documents) return;
    for (const document of documents) {
      visit(document, {
        Node: (_, node) => {
          if (isAlias(node) || !node.range) return;
          this.#byPlace.set(placeOf(typeOf(node), node.range[0]), node as ParsedNode);
        },
      });
    }
  }

  /**
   * A copy of a value that is part of something, which the caller may change. What stands elsewhere, and is part of
   * it by an alias, is copied without comments.
   */
  value(node: Node, whole: Range): YamlNode {
    return this.#copy(node, whole, node);
  }

  /** The same of a mapping. With `aliases: false`, all aliases in it are written out. */
  map(node: MapNode, whole: Range, { aliases }: { aliases: boolean }): YamlMap {
    return this.#copy(node, whole, aliases ? node : NOWHERE) as YamlMap;
  }

  #copy(node: Node, whole: Range, anchors: Range): YamlNode {
    const original = this.#originalOf(node);
    if (original === undefined || !isWithin(node, whole)) return this.#writtenOut(node);
    return this.#resolved(original.clone() as YamlNode, node, anchors);
  }

  /** Replaces what the document that the copy is for does not have. */
  #resolved(copy: YamlNode, node: Node, within: Range): YamlNode {
    if (isAlias(copy)) {
      if (isWithin(node, within)) return copy;
      const value = this.#writtenOut(node);
      if (copy.comment) value.comment = copy.comment;
      return value;
    }
    if (isSeq<YamlNode>(copy) && node.type === 'list') {
      copy.items = copy.items.map((item, index) => this.#child(item, node.items[index], within) ?? item);
    }
    if (isMap<YamlNode, YamlNode | null>(copy) && node.type === 'map') {
      [...node.entries].forEach(([key, { value }], index) => {
        const pair = copy.items[index];
        if (pair === undefined) return;
        if (isAlias(pair.key)) pair.key = new Scalar(key);
        pair.value = this.#child(pair.value, value, within);
      });
    }
    return copy;
  }

  #child(copy: YamlNode | null, node: Node | undefined, within: Range): YamlNode | null {
    return copy === null || node === undefined ? copy : this.#resolved(copy, node, within);
  }

  #writtenOut(node: Node): YamlNode {
    const original = this.#originalOf(node);
    if (node.type === 'scalar') {
      const scalar = new Scalar(node.written ?? null);
      if (isScalar(original) && original.type !== undefined) scalar.type = original.type;
      return scalar;
    }
    const collection = node.type === 'list' ? new YAMLSeq<YamlNode>() : new YAMLMap<Scalar, YamlNode>();
    if (isCollection(original) && original.flow === true) collection.flow = true;
    if (node.type === 'list') collection.items = node.items.map((item) => this.#writtenOut(item));
    else {
      collection.items = [...node.entries].map(
        ([key, { value }]) => new Pair(new Scalar(key), this.#writtenOut(value)),
      );
    }
    return collection;
  }

  #originalOf(node: Node): ParsedNode | undefined {
    return this.#byPlace.get(placeOf(node.type, node.start));
  }
}

/** A mapping of another document. */
export type YamlMap = YAMLMap<YamlNode, YamlNode | null>;

interface Range {
  readonly start: number;
  readonly end: number;
}

/** Nodes are within each other, or apart. */
const isWithin = ({ start }: Range, whole: Range): boolean => start >= whole.start && start <= whole.end;

const NOWHERE: Range = { start: Infinity, end: 0 };

const placeOf = (type: Node['type'], at: number): string => `${type} ${at}`;
const typeOf = (node: YamlNode): Node['type'] => (isMap(node) ? 'map' : isSeq(node) ? 'list' : 'scalar');
