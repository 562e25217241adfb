import { reportUnknown } from '../explain.ts';
import {
  formatPath,
  isNull,
  type Entry,
  type MapNode,
  type Node,
  type Path,
  type ScalarNode,
} from '../node.ts';
import type { Source } from '../source.ts';
import type { Group } from './formats.ts';

/** What stands in one entry of a legacy module: an endpoint, an ingress, ... */
export interface LegacyItem {
  readonly group: Group;
  /** From the key that names the entry (`ingress:`) to the end of what is in it. Comments may follow. */
  readonly start: number;
  readonly end: number;
  readonly type: ScalarNode;
  /** What identifies it, from its `meta`; undefined when the group has that in its specs. */
  readonly id: Entry | undefined;
  readonly specKeyStart: number;
  readonly specEnd: number;
  readonly spec: MapNode;
}

/** A key that nothing reads, and its value. */
export interface Leftover {
  readonly start: number;
  readonly end: number;
  /** What a person must do about it. */
  readonly note?: string;
}

export interface Unwrapped {
  /** In the order of the file. */
  readonly items: readonly LegacyItem[];
  readonly leftovers: readonly Leftover[];
}

/** Takes a legacy document apart, and reports what is not as it should be; those parts are left out. */
export function unwrap(document: MapNode, groups: readonly Group[], source: Source): Unwrapped {
  const walk = new Walk(source);
  const root = walk.fields(document, [], ['version', 'module']);
  const module = walk.mapping(root.get('module'), ['module'], document.start);
  if (module === undefined) return walk.result;
  const parts = walk.fields(module, ['module'], ['meta', 'spec']);
  walk.checkMeta(parts.get('meta'));
  const spec = walk.mapping(parts.get('spec'), ['module', 'spec'], module.start);
  if (spec === undefined) return walk.result;
  const names = groups.map(({ name }) => name);
  for (const [name, { value }] of walk.fields(spec, ['module', 'spec'], names)) {
    const group = groups.find((candidate) => candidate.name === name);
    if (group !== undefined) walk.group(group, value, ['module', 'spec', name]);
  }
  return walk.result;
}

class Walk {
  readonly #source: Source;
  readonly #items: LegacyItem[] = [];
  readonly #leftovers: Leftover[] = [];

  constructor(source: Source) {
    this.#source = source;
  }

  get result(): Unwrapped {
    return { items: this.#items, leftovers: this.#leftovers };
  }

  /** The fields that are known; the others are warnings. */
  fields(map: MapNode, path: Path, known: readonly string[]): ReadonlyMap<string, Entry> {
    return new Map(
      [...map.entries].filter(([key, { keyStart, value }]) => {
        if (known.includes(key)) return true;
        reportUnknown([...path, key], known, keyStart, this.#source);
        this.#leftovers.push({ start: keyStart, end: value.end });
        return false;
      }),
    );
  }

  mapping(entry: Entry | undefined, path: Path, at: number): MapNode | undefined {
    if (entry?.value.type === 'map') return entry.value;
    this.#invalid(entry?.keyStart ?? at, path, entry === undefined ? 'is missing' : 'must be a mapping');
    return undefined;
  }

  /** Remote modules are the only ones, so a type that is not there is no mistake. */
  checkMeta(entry: Entry | undefined): void {
    if (entry === undefined || isNull(entry.value)) return;
    const meta = this.mapping(entry, ['module', 'meta'], entry.keyStart);
    const type = meta && this.fields(meta, ['module', 'meta'], ['type']).get('type')?.value;
    if (type === undefined || (type.type === 'scalar' && type.written?.toLowerCase() === 'remote')) return;
    this.#invalid(type.start, ['module', 'meta', 'type'], 'must be remote: there are no other modules here');
  }

  group(group: Group, list: Node, path: Path): void {
    if (isNull(list)) return;
    if (list.type !== 'list') return this.#invalid(list.start, path, 'must be a list');
    list.items.forEach((item, index) => {
      if (!isNull(item)) this.#item(group, item, [...path, index]);
    });
  }

  #item(group: Group, item: Node, path: Path): void {
    if (item.type !== 'map')
      return this.#invalid(item.start, path, `must be a mapping with the key ${group.item}`);
    const entry = this.fields(item, path, [group.item]).get(group.item);
    const inner = [...path, group.item];
    const content = this.mapping(entry, inner, item.start);
    if (entry === undefined || content === undefined) return;
    const parts = this.fields(content, inner, ['meta', 'spec']);
    const meta = this.mapping(parts.get('meta'), [...inner, 'meta'], entry.keyStart);
    const spec = this.mapping(parts.get('spec'), [...inner, 'spec'], entry.keyStart);
    if (meta === undefined || spec === undefined) return;
    const read = this.#meta(group, meta, [...inner, 'meta'], entry.keyStart);
    if (read === undefined) return;
    this.#checkId(group, spec, [...inner, 'spec']);
    const specKeyStart = parts.get('spec')?.keyStart ?? spec.start;
    const specEnd = this.#endOf(spec);
    const end = Math.max(specEnd, this.#endOf(content));
    this.#items.push({ group, start: entry.keyStart, end, ...read, specKeyStart, specEnd, spec });
  }

  /** Where the last value ends, with the brackets around it. A mapping in block style has comments behind that. */
  #endOf(node: Node): number {
    let last = node;
    for (let inner: Node | undefined = node; inner !== undefined;) {
      last = inner;
      inner = inner.type === 'map' ? [...inner.entries.values()].at(-1)?.value : undefined;
      if (last.type === 'list') inner = last.items.at(-1);
    }
    const closing = /^(?:[\s,]*[\]}])+/.exec(this.#source.text.slice(last.end, node.end));
    return last.end + (closing?.[0].length ?? 0);
  }

  #meta(
    { type, id }: Group,
    meta: MapNode,
    path: Path,
    at: number,
  ): Pick<LegacyItem, 'type' | 'id'> | undefined {
    const fields = this.fields(meta, path, [type, ...(id === undefined ? [] : [id])]);
    const typeNode = fields.get(type)?.value;
    const idEntry = id === undefined ? undefined : fields.get(id);
    if (id !== undefined && (idEntry === undefined || isNull(idEntry.value))) {
      this.#invalid(idEntry?.keyStart ?? at, [...path, id], 'is missing');
      return undefined;
    }
    if (typeNode?.type === 'scalar' && typeNode.written !== undefined) return { type: typeNode, id: idEntry };
    this.#invalid(typeNode?.start ?? at, [...path, type], typeNode ? 'must be text' : 'is missing');
    return undefined;
  }

  /** As in the original, the id in `meta` goes before one in the spec. */
  #checkId({ id }: Group, spec: MapNode, path: Path): void {
    const entry = id === 'id' ? spec.entries.get('id') : undefined;
    if (entry === undefined) return;
    this.#source.report(entry.keyStart, {
      severity: 'warning',
      code: 'STATEFUN_MODULE_NO_EFFECT',
      message: `${formatPath([...path, 'id'])} has no effect: the id in meta counts.`,
    });
    this.#leftovers.push({ start: entry.keyStart, end: entry.value.end });
  }

  #invalid(at: number, path: Path, what: string): void {
    this.#source.report(at, {
      severity: 'error',
      code: 'STATEFUN_MODULE_COMPONENT_INVALID',
      message: `${formatPath(path)} ${what}.`,
    });
  }
}
