import { kindOf3 } from '../legacy/formats.ts';
import type { LegacyItem } from '../legacy/unwrap.ts';
import type { Source } from '../source.ts';
import { type Part, printComponent, specPlace } from './part.ts';
import type { YamlCopy } from './yaml-copy.ts';
import { prepend, takePair } from './yaml-edit.ts';

/** The component of an entry of the format 3.0. Its spec stays as it is. */
export function upgrade3(item: LegacyItem, copy: YamlCopy, source: Source): Part {
  const { id, type, spec } = item;
  // An anchor may be in the id, which is taken out.
  const fields = copy.map(spec, item, { aliases: id === undefined || !spec.entries.has('id') });
  if (id !== undefined) {
    takePair(fields, 'id');
    prepend(fields, 'id', copy.value(id.value, item));
  }
  const text = printComponent(kindOf3(type.written ?? ''), fields, copy.value(type, item));
  return { text, end: item.end, spec: specPlace(item, source), notes: [] };
}
