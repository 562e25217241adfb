import { readDocuments } from '../documents.ts';
import { expandLegacy, isLegacy, legacyVersion } from '../legacy/expand.ts';
import { GROUPS, type LegacyVersion } from '../legacy/formats.ts';
import { type Leftover, unwrap, type Unwrapped } from '../legacy/unwrap.ts';
import { type MapNode, type Node, toValue } from '../node.ts';
import { parseModule } from '../parse-module.ts';
import { type Problem, Problems } from '../problem.ts';
import { type ModuleFile, Source } from '../source.ts';
import { joinParts, type Part, print } from './part.ts';
import { upgrade3 } from './upgrade-3.ts';
import { upgradeBefore3 } from './upgrade-before-3.ts';
import { YamlCopy } from './yaml-copy.ts';

/** What came of an upgrade. */
export interface Upgrade {
  /** The file as components: the same text when it is that already. Undefined when it can't be upgraded. */
  readonly text?: string;
  /** Why it can't be upgraded, with places in the file; or what is wrong with the result, with places in `text`. */
  readonly problems: readonly Problem[];
  /** What a person must finish, with places in the file. The result has it as comments, too. */
  readonly unfinished: readonly Problem[];
}

/**
 * Rewrites a module of a legacy format as components. From the format 3.0 the result means the same; from 1.0
 * and 2.0 it comes as close as can be, and what is left to do is listed. Nothing is dropped: comments are kept,
 * and what has no counterpart becomes one. `${env:…}` and `${file:…}` stay as they are. Never throws.
 */
export function upgradeModule(file: ModuleFile): Upgrade {
  const problems = new Problems();
  const source = new Source(file, problems);
  const documents = readDocuments(source);
  if (problems.errors === 0 && !documents.some(isLegacy)) {
    return { text: file.text, problems: [], unfinished: [] };
  }
  const text = problems.errors === 0 ? rewrite(documents, source) : '';
  const found = problems.list([file.file]);
  if (problems.errors > 0) return { problems: found.filter(isError), unfinished: [] };
  return finish(
    text,
    file,
    found.filter(({ code }) => code === 'STATEFUN_MODULE_UNFINISHED'),
  );
}

/** What is wrong with the result, apart from what depends on where it runs. */
function finish(text: string, { file }: ModuleFile, unfinished: readonly Problem[]): Upgrade {
  const { problems } = parseModule([{ file, text }], NOWHERE);
  const lasting = problems.filter(({ code }) => !HERE_ONLY.has(code));
  return { text, problems: lasting, unfinished };
}

const NOWHERE = {
  env: {},
  readFile: () => {
    throw new Error('An upgrade reads no other files.');
  },
};
const HERE_ONLY: ReadonlySet<string> = new Set([
  'STATEFUN_MODULE_VARIABLE_UNRESOLVED',
  'STATEFUN_MODULE_INCOMPLETE',
]);

const isError = ({ severity }: Problem): boolean => severity === 'error';

/** A document, and what is in it if it is of a legacy format. */
interface Opened {
  readonly document: Node;
  readonly legacy?: Unwrapped & { readonly version: LegacyVersion; readonly document: MapNode };
}

function open(document: Node, source: Source): Opened {
  if (!isLegacy(document)) return { document };
  const version = legacyVersion(document, source);
  if (version === undefined) return { document };
  return { document, legacy: { document, version, ...unwrap(document, GROUPS[version], source) } };
}

function rewrite(documents: readonly Node[], source: Source): string {
  const opened = documents.map((document) => open(document, source));
  const copy = new YamlCopy(source.text);
  const parts: Part[] = [];
  const leftovers: Leftover[] = [];
  for (const { document, legacy } of opened) {
    if (legacy === undefined) {
      parts.push({ end: document.end, text: print(copy.value(document, document)), notes: [] });
      continue;
    }
    const { version, items } = legacy;
    leftovers.push(...legacy.leftovers);
    if (version === '3.0') {
      parts.push(...items.map((item) => upgrade3(item, copy, source)));
      continue;
    }
    const upgraded = upgradeBefore3(items, copy, source);
    parts.push(...upgraded.parts);
    leftovers.push(rebuildFunctions(legacy.document, source), ...upgraded.leftovers);
  }
  const joined = joinParts(parts, leftovers, source);
  const text = source.text.includes('\r\n') ? joined.replaceAll(/\r?\n/g, '\r\n') : joined;
  checkSame(documents, text, source);
  return text;
}

/** What is to do for every module of the formats 1.0 and 2.0, beside its version. */
function rebuildFunctions(document: MapNode, source: Source): Leftover {
  const version = document.entries.get('version');
  const note = 'Build the functions with an SDK of 3.0 or later: older ones speak another wire format.';
  const [start, end] = [version?.keyStart ?? document.start, version?.value.end ?? document.start];
  source.report(start, { severity: 'warning', code: 'STATEFUN_MODULE_UNFINISHED', message: note });
  return { start, end, note };
}

/** The last line of defence: what does not mean the same is not given out. */
function checkSame(documents: readonly Node[], text: string, source: Source): void {
  const after = new Problems();
  const result = readDocuments(new Source({ file: source.file, text }, after));
  const before = new Problems();
  const silent = new Source(source, before);
  const expanded = documents.flatMap((document) => expandLegacy(document, silent));
  // Errors here are those of the formats before 3.0, whose components are not known otherwise.
  const same = before.errors > 0 || values(expanded) === values(result);
  const [unread] = after.list([source.file]).filter(isError);
  if (same && unread === undefined) return;
  source.report(0, {
    severity: 'error',
    code: 'STATEFUN_MODULE_UPGRADE_FAILED',
    message: unread
      ? `The module would not be read any more: ${unread.message}`
      : 'This module can not be upgraded such that it means the same.',
    hint: unread
      ? 'split it into several files'
      : 'write it in a simpler form: without tags, directives or aliases, for example',
  });
}

const values = (nodes: readonly Node[]): string => JSON.stringify(nodes.map(toValue));
