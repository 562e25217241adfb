/** A module file's YAML as a tree whose nodes know where they stand (offsets into the text). */
export type Node = ScalarNode | ListNode | MapNode;

interface NodeBase {
  readonly start: number;
  readonly end: number;
  /** Nodes in it, itself included, with aliases written out. */
  readonly size: number;
  /** Levels below and including it. */
  readonly depth: number;
}

export interface ScalarNode extends NodeBase {
  readonly type: 'scalar';
  /** As the file has it; undefined for null. A number stays the text that it is written as. */
  readonly written: string | undefined;
  /** `written` with `${env:…}` and `${file:…}` put in: possibly secret. Set by interpolation. */
  text: string | undefined;
  /** Set by interpolation: `text` has what stands in no file, or could not be made (and was reported). */
  interpolated: 'no' | 'yes' | 'failed';
}

export interface ListNode extends NodeBase {
  readonly type: 'list';
  readonly items: readonly Node[];
}

export interface MapNode extends NodeBase {
  readonly type: 'map';
  readonly entries: ReadonlyMap<string, Entry>;
}

export interface Entry {
  readonly keyStart: number;
  readonly value: Node;
}

export type Path = readonly (string | number)[];

/** Null: nothing is written there. */
export const isNull = (node: Node): boolean => node.type === 'scalar' && node.written === undefined;

/** The plain value that schemas check: every scalar is its text, and a key without a value is left out. */
export function toValue(node: Node): unknown {
  if (node.type === 'scalar') return node.text ?? null;
  if (node.type === 'list') return node.items.map(toValue);
  const given = [...node.entries].filter(([, { value }]) => !isNull(value));
  return Object.fromEntries(given.map(([key, { value }]) => [key, toValue(value)]));
}

/** What stands at a path: the node, if there is one, and the place to point at. */
export interface Located {
  readonly node?: Node;
  readonly at: number;
}

/**
 * Walks down a path. Where it ends early, the place is the key or list item that should have gone on;
 * `ofKey` asks for the place of the last key instead of its value's.
 */
export function locate(root: Located & { node: Node }, path: Path, ofKey = false): Located {
  let located: Located = root;
  let keyAt = root.at;
  for (const step of path) {
    const { node } = located;
    if (node?.type === 'map') {
      const entry = node.entries.get(String(step));
      if (entry === undefined) return { at: keyAt };
      keyAt = entry.keyStart;
      located = isNull(entry.value) ? { at: keyAt } : { node: entry.value, at: entry.value.start };
    } else if (node?.type === 'list') {
      const item = node.items[Number(step)];
      if (item === undefined) return { at: keyAt };
      keyAt = item.start;
      located = { node: item, at: item.start };
    } else {
      return { at: keyAt };
    }
  }
  return ofKey ? { ...located, at: keyAt } : located;
}

/** A path as people write it: `spec.topics[0].targets`. */
export function formatPath(path: Path): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === 'number') return `${text}[${step}]`;
    const plain = /^[\w-]+$/.test(step);
    return plain ? (text === '' ? step : `${text}.${step}`) : `${text}[${JSON.stringify(step)}]`;
  }, '');
}
