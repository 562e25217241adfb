import assert from 'node:assert/strict';
import type { Component } from '../src/index.ts';
import { checkAgreement } from './schema-agreement.ts';
import { type ModuleResult, parseModule, type Problem, type Variables } from '../src/index.ts';

const NO_VARIABLES: Variables = {
  env: {},
  readFile: () => {
    throw new Error('There are no files in this test.');
  },
};

/** Parses one file, `module.yaml`; for each of them, the JSON Schema has to agree with what the parser says. */
export function parse(text: string, variables: Partial<Variables> = {}): ModuleResult {
  const result = parseModule([{ file: 'module.yaml', text }], { ...NO_VARIABLES, ...variables });
  checkAgreement(text, result);
  return result;
}

/** Each problem as `line:column severity CODE`, without the code's prefix. */
export const places = ({ problems }: ModuleResult): readonly string[] =>
  problems.map(
    ({ severity, code, origin }) =>
      `${origin.line}:${origin.column} ${severity} ${code.replace(/^STATEFUN_(?:MODULE_)?/, '')}`,
  );

/** The one problem that the text has at all, warnings of incompleteness apart. */
export function onlyProblem(text: string, variables: Partial<Variables> = {}): Problem {
  const problems = parse(text, variables).problems.filter(
    ({ code }) => code !== 'STATEFUN_MODULE_INCOMPLETE',
  );
  const [problem, ...others] = problems;
  assert.ok(problem !== undefined && others.length === 0, JSON.stringify(problems, undefined, 1));
  return problem;
}

/** The component of a kind and spec, which is a `C`; `spec` is YAML without indentation. */
export function componentOf<C extends Component = Component>(
  kind: string,
  spec: string,
  variables: Partial<Variables> = {},
): C {
  const { module, problems } = parse(component(kind, spec), variables);
  const [first] = module?.components ?? [];
  assert.ok(first !== undefined, JSON.stringify(problems, undefined, 1));
  return first as C;
}

/** A document. Its spec starts in line 3, column 3. */
export const component = (kind: string, spec: string): string =>
  `kind: ${kind}\nspec:\n${spec
    .trim()
    .split('\n')
    .map((line) => `  ${line}\n`)
    .join('')}`;

/** What is wrong with a component: `line:column` in its spec (from 1) and what is said. */
export function mistake(kind: string, spec: string, variables: Partial<Variables> = {}): string {
  const { origin, message, hint } = onlyProblem(component(kind, spec), variables);
  return `${origin.line - 2}:${origin.column - 2} ${message}${hint === undefined ? '' : ` (${hint})`}`;
}

/** Codes of warnings about a valid component. */
export const warnings = (kind: string, spec: string): readonly string[] =>
  parse(component(kind, spec))
    .problems.filter(({ code }) => code !== 'STATEFUN_MODULE_INCOMPLETE')
    .map(({ severity, code, origin }) => {
      assert.equal(severity, 'warning');
      return `${origin.line - 2}:${origin.column - 2} ${code}`;
    });
