import type { MapNode, Node } from '../node.ts';
import type { Source } from '../source.ts';
import { GROUPS, kindOf3, type LegacyVersion } from './formats.ts';
import { type LegacyItem, unwrap } from './unwrap.ts';

/** A document with a version at its root, rather than a kind. */
export const isLegacy = (document: Node): document is MapNode =>
  document.type === 'map' && document.entries.has('version') && !document.entries.has('kind');

/**
 * The version of a legacy document. `3.0` without quotes is a number in YAML, which the original refuses;
 * nothing else can be meant by it. One that does not exist is reported.
 */
export function legacyVersion(document: MapNode, source: Source): LegacyVersion | undefined {
  const entry = document.entries.get('version');
  const version = entry?.value.type === 'scalar' ? entry.value.written : undefined;
  if (version !== undefined && Object.hasOwn(GROUPS, version)) return version as LegacyVersion;
  const later = Number(version) > 3;
  source.report(entry?.value.start ?? document.start, {
    severity: 'error',
    code: 'STATEFUN_MODULE_FORMAT_UNSUPPORTED',
    message: `There is no module format ${JSON.stringify(version?.slice(0, 40) ?? '')}${later ? ': since 3.1 there is no version at the root' : ''}.`,
    hint: later
      ? 'write each endpoint, ingress and egress as a document of its own, with kind and spec'
      : `the formats with a version are ${Object.keys(GROUPS).join(', ')}`,
  });
  return undefined;
}

/** A document as components: of a legacy one those that it stands for, with places in the file as it is. */
export function expandLegacy(document: Node, source: Source): readonly Node[] {
  if (!isLegacy(document)) return [document];
  const version = legacyVersion(document, source);
  if (version === undefined) return [];
  const at = document.entries.get('version')?.value.start ?? document.start;
  const command = `run "statefun module upgrade ${source.file}"`;
  if (version === '3.0') {
    source.report(at, {
      severity: 'warning',
      code: 'STATEFUN_MODULE_DEPRECATED',
      message: 'This module is of the format 3.0, which is deprecated.',
      hint: `${command}, which rewrites it as components that mean the same`,
    });
    return unwrap(document, GROUPS[version], source).items.map((item) => toComponent(item));
  }
  source.report(at, {
    severity: 'error',
    code: 'STATEFUN_MODULE_FORMAT_UNSUPPORTED',
    message: `This module is of the format ${version}, of before StateFun 3.0, and can't be run as it is.`,
    hint: `${command}, and finish what it lists`,
  });
  return [];
}

/** The component that an entry of a module of the format 3.0 stands for. */
export function toComponent({ start, end, type, id, specKeyStart, spec }: LegacyItem): MapNode {
  const kind = kindOf3(type.written ?? '');
  const fields = [...spec.entries].filter(([key]) => id === undefined || key !== 'id');
  const entries = new Map(id === undefined ? fields : [['id', id], ...fields]);
  return {
    type: 'map',
    start,
    end,
    size: spec.size + 3,
    depth: spec.depth + 1,
    entries: new Map([
      ['kind', { keyStart: type.start, value: { ...type, written: kind, text: kind } }],
      ['spec', { keyStart: specKeyStart, value: { ...spec, entries } }],
    ]),
  };
}
