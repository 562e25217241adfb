import { parseAllDocuments, type Document, type YAMLParseError } from 'yaml';
import { DOCUMENTS_MAX, MODULE_CHARACTERS_MAX, NODES_MAX, SYNTAX_ERRORS_MAX } from './limits.ts';
import { isNull, type Node } from './node.ts';
import type { Source } from './source.ts';
import { TreeBuilder } from './tree-builder.ts';

/**
 * The documents of a file that are not empty. What is no YAML, or beyond the limits, is reported and left
 * out; the documents beside it are still read.
 */
export function readDocuments(source: Source): readonly Node[] {
  if (source.text.length > MODULE_CHARACTERS_MAX) {
    tooLarge(source, 0, `The file is longer than ${MODULE_CHARACTERS_MAX} characters.`);
    return [];
  }
  const documents = parse(source);
  if (documents.length > DOCUMENTS_MAX) {
    const first = documents[DOCUMENTS_MAX];
    tooLarge(source, first?.range[0] ?? 0, `The file has more than ${DOCUMENTS_MAX} documents.`);
    return [];
  }
  const nodes: Node[] = [];
  let size = 0;
  for (const document of documents) {
    const node = readDocument(source, document);
    if (node === undefined) continue;
    size += node.size;
    if (size > NODES_MAX) {
      tooLarge(source, node.start, `The file has more than ${NODES_MAX} values, its aliases written out.`);
      return [];
    }
    nodes.push(node);
  }
  if (nodes.length === 0 && documents.every(({ errors }) => errors.length === 0)) {
    const message = 'The file has no components.';
    source.report(0, { severity: 'warning', code: 'STATEFUN_MODULE_INCOMPLETE', message });
  }
  return nodes;
}

function parse(source: Source): readonly Document.Parsed[] {
  try {
    return parseDocuments(source);
  } catch (error) {
    // The parser calls itself for each level.
    if (!(error instanceof RangeError)) throw error;
    tooLarge(source, 0, 'The file is nested too deeply.');
    return [];
  }
}

function parseDocuments(source: Source): readonly Document.Parsed[] {
  // Duplicate keys are ours to report, with both places. Tags beyond the core ones have no use here.
  const documents = parseAllDocuments(source.text, {
    uniqueKeys: false,
    resolveKnownTags: false,
    prettyErrors: false,
    logLevel: 'silent',
  });
  return 'empty' in documents ? [] : documents;
}

function readDocument(source: Source, document: Document.Parsed): Node | undefined {
  for (const { pos, message } of document.warnings.slice(0, SYNTAX_ERRORS_MAX)) {
    source.report(pos[0], { severity: 'warning', code: 'STATEFUN_MODULE_SYNTAX', message });
  }
  if (document.errors.length > 0) {
    for (const error of document.errors.slice(0, SYNTAX_ERRORS_MAX)) reportSyntax(source, error);
    return undefined;
  }
  const node = new TreeBuilder(source).build(document.contents, document.range[0]);
  return node === undefined || isNull(node) ? undefined : node;
}

function reportSyntax(source: Source, { pos, code, message }: YAMLParseError): void {
  // The parser ran out of stack, and noticed it.
  if (code === 'RESOURCE_EXHAUSTION') return tooLarge(source, pos[0], 'The file is nested too deeply.');
  const hint = HINTS[code];
  const finding = { severity: 'error', code: 'STATEFUN_MODULE_SYNTAX', message } as const;
  source.report(pos[0], hint === undefined ? finding : { ...finding, hint });
}

/** What usually lies behind a syntax error. */
const HINTS: Readonly<Record<string, string>> = {
  TAB_AS_INDENT: 'indent with spaces',
  BAD_INDENT: 'align it with the line that it belongs to, with spaces',
  BLOCK_AS_IMPLICIT_KEY: 'put quotes around a value that has a colon and a space in it',
  BAD_SCALAR_START: 'put quotes around a value that starts with such a character',
  BAD_DQ_ESCAPE: 'write \\\\ for a backslash, or use single quotes',
};

const tooLarge = (source: Source, offset: number, message: string) =>
  source.report(offset, { severity: 'error', code: 'STATEFUN_MODULE_TOO_LARGE', message });
