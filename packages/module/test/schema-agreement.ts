import assert from 'node:assert/strict';
import { Ajv, type ValidateFunction } from 'ajv';
import { parseAllDocuments } from 'yaml';
import { moduleJsonSchema, type ModuleResult } from '../src/index.ts';

let compiled: ValidateFunction | undefined;

/** What an editor would say of a document, or nothing. */
export function schemaErrors(document: unknown): readonly string[] {
  compiled ??= new Ajv({ allErrors: true, allowUnionTypes: true }).compile(moduleJsonSchema());
  if (compiled(document)) return [];
  return (compiled.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message ?? ''}`);
}

/** The documents of a file as an editor sees them; undefined when it is no YAML. */
export function documentsOf(text: string): readonly unknown[] | undefined {
  const documents = parseAllDocuments(text, { logLevel: 'silent', prettyErrors: false });
  if ('empty' in documents) return [];
  if (documents.some(({ errors, warnings }) => errors.length > 0 || warnings.length > 0)) return undefined;
  try {
    return documents.map((document) => document.toJS() as unknown);
  } catch {
    return undefined;
  }
}

/** Problems that depend on the environment, on other documents, or on the order of things. */
const BEYOND: ReadonlySet<string> = new Set([
  'STATEFUN_MODULE_INCOMPLETE',
  'STATEFUN_MODULE_VARIABLE_UNRESOLVED',
  'STATEFUN_MODULE_DUPLICATE',
]);

/** What the parser takes without a word, the schema takes; what the schema refuses, the parser mentions. */
export function checkAgreement(text: string, { problems }: ModuleResult): void {
  const documents = documentsOf(text);
  if (documents === undefined || problems.some(({ code }) => !BEYOND.has(code))) return;
  const errors = documents.flatMap((document) => schemaErrors(document));
  assert.deepEqual(errors, [], `the parser takes it, and the schema does not:\n${text}`);
}
