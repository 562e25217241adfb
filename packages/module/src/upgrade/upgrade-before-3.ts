import { isScalar, isSeq, Scalar, YAMLSeq, type Node as YamlNode } from 'yaml';
import type { LegacyItem, Leftover } from '../legacy/unwrap.ts';
import { isNull, type MapNode, type Node } from '../node.ts';
import type { Source } from '../source.ts';
import { type Part, printComponent, specPlace } from './part.ts';
import type { YamlCopy, YamlMap } from './yaml-copy.ts';
import { newMap, newPair, prepend, renameKey, takePair } from './yaml-edit.ts';

/** What becomes of the entries of a module of the format 1.0 or 2.0. */
export interface UpgradedItems {
  readonly parts: readonly Part[];
  /** What has no counterpart. */
  readonly leftovers: readonly Leftover[];
}

/** Upgrades the entries of a module of the format 1.0 or 2.0, and reports what a person must finish. */
export function upgradeBefore3(items: readonly LegacyItem[], copy: YamlCopy, source: Source): UpgradedItems {
  const upgrade = new UpgradeBefore3(items, copy, source);
  const parts = items.flatMap((item) => {
    const part = upgrade.item(item);
    return part === undefined ? [] : [part];
  });
  return { parts, leftovers: upgrade.leftovers };
}

/** The kinds by the types of the entries; their specs differ by a key, or not at all. */
const KINDS = new Map([
  ['statefun.kafka.io/protobuf-ingress', 'io.statefun.kafka.v1/ingress'],
  ['statefun.kafka.io/routable-protobuf-ingress', 'io.statefun.kafka.v1/ingress'],
  ['statefun.kinesis.io/routable-protobuf-ingress', 'io.statefun.kinesis.v1/ingress'],
  ['statefun.kafka.io/generic-egress', 'io.statefun.kafka.v1/egress'],
  ['statefun.kinesis.io/generic-egress', 'io.statefun.kinesis.v1/egress'],
]);

const PROTOBUF_INGRESS = 'statefun.kafka.io/protobuf-ingress';

/** Of a function served over HTTP: their names, and what they became. Their defaults are the same. */
const TIMEOUTS = [
  ['timeout', 'call'],
  ['connectTimeout', 'connect'],
  ['readTimeout', 'read'],
  ['writeTimeout', 'write'],
] as const;

/** A router's target: `<namespace>/<name>`, and the field of the message that was the id. */
const TARGET = /^([^{}]+\/[^{}/]+)\/(\{\{.*\}\})$/s;

class UpgradeBefore3 {
  readonly leftovers: Leftover[] = [];
  readonly #copy: YamlCopy;
  readonly #source: Source;
  readonly #routers: readonly LegacyItem[];
  readonly #routed: ReadonlySet<string>;

  constructor(items: readonly LegacyItem[], copy: YamlCopy, source: Source) {
    this.#copy = copy;
    this.#source = source;
    this.#routers = items.filter(({ group }) => group.name === 'routers');
    this.#routed = new Set(
      items.filter(({ type }) => type.written === PROTOBUF_INGRESS).map(({ id }) => textOf(id?.value)),
    );
  }

  item(item: LegacyItem): Part | undefined {
    const type = item.type.written ?? '';
    if (item.group.name === 'functions') return type === 'http' ? this.#httpFunction(item) : this.#grpc(item);
    if (item.group.name === 'routers') return this.#router(item);
    const kind = KINDS.get(type);
    if (kind !== undefined) return this.#connector(item, kind);
    return this.#leave(item, `there is no component for the type ${JSON.stringify(type)}.`);
  }

  #httpFunction(item: LegacyItem): Part {
    const notes: string[] = [];
    const fields = this.#copy.map(item.spec, item, { aliases: false });
    renameKey(fields, 'endpoint', 'urlPathTemplate');
    const timeouts = newMap();
    for (const [from, to] of TIMEOUTS) {
      const pair = takePair(fields, from);
      if (pair === undefined) continue;
      if (isScalar(pair.key)) pair.key.value = to;
      timeouts.items.push(pair);
    }
    if (timeouts.items.length > 0) fields.items.push(newPair('timeouts', timeouts));
    if (this.#drop(item.spec, fields, 'states')) {
      const message = `declare the states of ${idOf(item)} in the function's spec in the SDK; a module has none since 3.0.`;
      notes.push(this.#finish(item, message));
    }
    return this.#part(item, 'io.statefun.endpoints.v1/http', 'functions', fields, notes);
  }

  #grpc(item: LegacyItem): undefined {
    return this.#leave(
      item,
      `serve ${idOf(item)} over HTTP and write an endpoint for it: there is no ${item.type.written ?? ''} since 3.0.`,
    );
  }

  #router(item: LegacyItem): undefined {
    const ingress = textOf(item.spec.entries.get('ingress')?.value);
    if (!this.#routed.has(ingress)) {
      return this.#leave(item, `route what comes from ${ingress}: its router has no counterpart.`);
    }
    this.leftovers.push(item);
    return undefined;
  }

  #connector(item: LegacyItem, kind: string): Part {
    const notes: string[] = [];
    const fields = this.#copy.map(item.spec, item, { aliases: false });
    if (item.type.written === PROTOBUF_INGRESS) this.#addRoutes(item, fields, notes);
    else if (item.group.name === 'ingresses') {
      for (const name of ['topics', 'streams']) {
        const list: unknown = fields.get(name);
        if (isSeq(list)) for (const entry of list.items) renameKey(entry, 'typeUrl', 'valueType');
      }
      const message = `take the values that come from ${idOf(item)} as the type that valueType names.`;
      notes.push(this.#finish(item, message));
    }
    return this.#part(item, kind, 'id', fields, notes);
  }

  /** The topics of an ingress for one Protobuf message type, with the targets that its routers had. */
  #addRoutes(item: LegacyItem, fields: YamlMap, notes: string[]): void {
    const messageType = textOf(item.spec.entries.get('messageType')?.value);
    this.#drop(item.spec, fields, 'messageType');
    this.#drop(item.spec, fields, 'descriptorSet');
    const targets: string[] = [];
    for (const router of this.#routersOf(item)) {
      const written = textOf(router.spec.entries.get('target')?.value);
      const [, target, id] = TARGET.exec(written) ?? [];
      if (target === undefined || id === undefined) {
        notes.push(this.#finish(router, `choose targets for ${idOf(item)}; its router had ${written}.`));
        continue;
      }
      targets.push(target);
      const message = `give each record of ${idOf(item)} a key: its router made the id for ${target} of ${id}, and now the key is the id.`;
      notes.push(this.#finish(router, message));
    }
    const topics = takePair(fields, 'topics')?.value;
    const list = new YAMLSeq<YamlNode>();
    list.items = (isSeq<YamlNode>(topics) ? topics.items : []).map((topic) =>
      routedTopic(topic, messageType, targets),
    );
    fields.items.push(newPair('topics', list));
    const message = `take the values that come from ${idOf(item)} as the type that valueType names.`;
    notes.push(this.#finish(item, message));
  }

  #routersOf({ id }: LegacyItem): readonly LegacyItem[] {
    const wanted = textOf(id?.value);
    return this.#routers.filter(({ spec }) => textOf(spec.entries.get('ingress')?.value) === wanted);
  }

  #part(item: LegacyItem, kind: string, idKey: string, fields: YamlMap, notes: readonly string[]): Part {
    if (item.id !== undefined) {
      takePair(fields, idKey);
      prepend(fields, idKey, this.#copy.value(item.id.value, item));
    }
    const text = printComponent(kind, fields, this.#copy.value(item.type, item));
    return { text, end: item.end, spec: specPlace(item, this.#source), notes };
  }

  /** Takes a field out, which stays as a comment; false when there is none. */
  #drop(spec: MapNode, fields: YamlMap, key: string): boolean {
    const entry = spec.entries.get(key);
    if (entry === undefined || takePair(fields, key) === undefined) return false;
    this.leftovers.push({ start: entry.keyStart, end: entry.value.end });
    return !isNull(entry.value);
  }

  /** Leaves an entry to a person, as a comment. */
  #leave(item: LegacyItem, message: string): undefined {
    this.leftovers.push({ ...item, note: this.#finish(item, message) });
    return undefined;
  }

  #finish(item: LegacyItem, message: string): string {
    const sentence = `${message.charAt(0).toUpperCase()}${message.slice(1)}`;
    this.#source.report(item.start, {
      severity: 'warning',
      code: 'STATEFUN_MODULE_UNFINISHED',
      message: sentence,
    });
    return sentence;
  }
}

function routedTopic(topic: YamlNode, messageType: string, targets: readonly string[]): YamlNode {
  const entry = newMap();
  const list = new YAMLSeq<YamlNode>();
  list.items = targets.map((target) => new Scalar(target));
  entry.items.push(
    newPair('topic', topic),
    newPair('valueType', new Scalar(`type.googleapis.com/${messageType}`)),
    newPair('targets', list),
  );
  return entry;
}

const textOf = (node: Node | undefined): string => (node?.type === 'scalar' ? (node.written ?? '') : '');

const idOf = ({ id }: LegacyItem): string => textOf(id?.value);
