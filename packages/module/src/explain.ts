import type { z } from 'zod';
import type { IssueParams } from './kinds/fields.ts';
import { formatPath, locate, type Node, type Path, type ScalarNode } from './node.ts';
import type { Finding } from './problem.ts';
import { isSecretName } from './secrets.ts';
import type { Source } from './source.ts';
import { suggest } from './suggest.ts';
import type { Spec } from './validate.ts';

type Issue = z.core.$ZodIssue;

/** Reports an issue of a schema, which says what is expected, with what was found and where. */
export function explain(issue: Issue, spec: Spec): void {
  for (const { issue: leaf, path } of leaves(issue, [])) explainLeaf(leaf, ['spec', ...path], spec);
}

/** Reports fields that are not known as warnings. */
export function explainUnknown(issue: z.core.$ZodIssueUnrecognizedKeys, { document, source }: Spec): void {
  const known = issue.message.split(', ');
  for (const key of issue.keys) {
    const path = ['spec', ...(issue.path as Path), key];
    reportUnknown(path, known, locate(place(document), path, true).at, source);
  }
}

/** The warning for a field that is not known, at its key. */
export function reportUnknown(path: Path, known: readonly string[], at: number, source: Source): void {
  const meant = suggest(String(path.at(-1)), known);
  source.report(at, {
    severity: 'warning',
    code: 'STATEFUN_MODULE_FIELD_UNKNOWN',
    message: `${formatPath(path)} is not a field that is known here; it is ignored.`,
    hint: meant === undefined ? `the fields here are ${known.join(', ')}` : `did you mean ${meant}?`,
  });
}

const place = (document: Node) => ({ node: document, at: document.start });

interface Leaf {
  readonly issue: Issue;
  readonly path: Path;
}

/** Of a union, the issues of the one branch that has the right shape, if there is one. */
function leaves(issue: Issue, base: Path): readonly Leaf[] {
  const path = [...base, ...(issue.path as Path)];
  if (issue.code === 'invalid_union') {
    const [branch, ...others] = issue.errors.filter((errors) => !errors.some(isOfShape));
    if (branch !== undefined && others.length === 0) return branch.flatMap((inner) => leaves(inner, path));
  }
  return [{ issue, path }];
}

const isOfShape = ({ code, path }: Issue): boolean =>
  path.length === 0 && (code === 'invalid_type' || code === 'invalid_union');

function explainLeaf(issue: Issue, path: Path, spec: Spec): void {
  const { document, source } = spec;
  const { node, at } = locate(place(document), path);
  const name = formatPath(path);
  if (node?.type === 'scalar' && node.interpolated === 'failed') return;
  const params = (issue.code === 'custom' ? (issue.params ?? {}) : {}) as IssueParams;
  if (params.conflict === true) {
    const code = node === undefined ? 'STATEFUN_MODULE_FIELD_MISSING' : 'STATEFUN_MODULE_CONFLICT';
    source.report(at, {
      severity: 'error',
      code,
      message: `${name}: ${issue.message}`,
      ...see(params, spec),
    });
  } else if (node === undefined) {
    source.report(at, {
      severity: 'error',
      code: 'STATEFUN_MODULE_FIELD_MISSING',
      message: `${name} is missing.`,
      hint: `give ${issue.message}`,
    });
  } else {
    const message = `${name}: expected ${issue.message}, found ${found(node, path)}.`;
    source.report(at, invalidValue(message, hintFor(issue, params, node, path)));
  }
}

function see({ other }: IssueParams, { document, source }: Spec): Pick<Finding, 'hint'> {
  if (other === undefined) return {};
  const { file, line, column } = source.originAt(locate(place(document), ['spec', ...other]).at);
  return { hint: `the other one is at ${file}:${line}:${column}` };
}

const invalidValue = (message: string, hint: string | undefined): Finding => ({
  severity: 'error',
  code: 'STATEFUN_MODULE_VALUE_INVALID',
  message,
  ...(hint !== undefined && { hint }),
});

const SHOWN_CHARACTERS_MAX = 60;

/** What the file has there, which for `${env:…}` is not the value. */
function found(node: Node, path: Path): string {
  if (node.type === 'map') return 'a mapping';
  if (node.type === 'list') return node.items.length === 0 ? 'an empty list' : 'a list';
  if (isSecretName(path.join('.'))) return 'something else (not shown)';
  const written = node.written ?? '';
  const shown =
    written.length > SHOWN_CHARACTERS_MAX ? `${written.slice(0, SHOWN_CHARACTERS_MAX)}…` : written;
  return `${JSON.stringify(shown)}${node.interpolated === 'yes' ? ' (its value is not shown)' : ''}`;
}

/** A suggestion, or what exactly is wrong with a value that may be shown. */
function hintFor(issue: Issue, { detail }: IssueParams, node: Node, path: Path): string | undefined {
  if (node.type !== 'scalar' || !mayBeShown(node, path)) return undefined;
  const meant = suggest(node.written ?? '', choicesOf(issue));
  return meant === undefined ? detail : `did you mean ${meant}?`;
}

const mayBeShown = (node: ScalarNode, path: Path): boolean =>
  node.interpolated === 'no' && !isSecretName(path.join('.'));

function choicesOf(issue: Issue): readonly string[] {
  const choices: readonly unknown[] =
    issue.code === 'invalid_value'
      ? issue.values
      : issue.code === 'invalid_union' && 'options' in issue
        ? (issue.options as readonly unknown[])
        : [];
  return choices.filter((choice) => typeof choice === 'string');
}
