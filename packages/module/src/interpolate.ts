import type { Finding } from './problem.ts';
import type { Node, ScalarNode } from './node.ts';
import type { Source } from './source.ts';

/** Where `${env:NAME}` and `${file:PATH}` are looked up. `readFile` throws when there is no such file. */
export interface Variables {
  readonly env: Readonly<Record<string, string | undefined>>;
  readFile(path: string): string;
}

/** `$${`, then `${…}`, then a `${` that nothing closes. */
const REFERENCE = /\$\$\{|\$\{([^{}]*)\}|\$\{/g;

const VALUE_CHARACTERS_MAX = 1024 * 1024;

/**
 * Puts in `${env:NAME}` and `${file:PATH}` in every scalar below a node; `$${` stands for `${`. It works on
 * the tree, so a value can't add structure, and what is put in is not looked at again. A value is never part
 * of a problem.
 */
export function interpolate(node: Node, source: Source, variables: Variables): void {
  switch (node.type) {
    case 'scalar':
      return interpolateScalar(node, source, variables);
    case 'list':
      return node.items.forEach((item) => interpolate(item, source, variables));
    case 'map':
      return node.entries.forEach(({ value }) => interpolate(value, source, variables));
  }
}

function interpolateScalar(scalar: ScalarNode, source: Source, variables: Variables): void {
  if (scalar.written === undefined || !scalar.written.includes('${')) return;
  scalar.interpolated = 'no';
  scalar.text = scalar.written.replace(REFERENCE, (match: string, reference: string | undefined) => {
    if (match === '$${') return '${';
    const resolved = resolve(match, reference, variables);
    if ('value' in resolved) {
      if (scalar.interpolated === 'no') scalar.interpolated = 'yes';
      return resolved.value;
    }
    const offset = source.text.slice(scalar.start, scalar.end).indexOf(match);
    source.report(scalar.start + Math.max(offset, 0), resolved.problem);
    if (resolved.problem.severity === 'error') scalar.interpolated = 'failed';
    return match;
  });
}

type Resolved = { readonly value: string } | { readonly problem: Finding };

function resolve(match: string, reference: string | undefined, variables: Variables): Resolved {
  if (reference === undefined)
    return unresolved(`${match} is not closed.`, 'add the }, or write $${ for the text ${');
  const [, source, name] = /^(env|file):(.*)$/s.exec(reference) ?? [];
  if (source === undefined || name === undefined) return notOurs(match, reference);
  if (name === '') return unresolved(`${match} names nothing.`, `write \${${source}:NAME}`);
  const value = source === 'env' ? fromEnvironment(name, variables) : fromFile(name, variables);
  if (typeof value === 'string' && value.length > VALUE_CHARACTERS_MAX) {
    return unresolved(`The value of ${match} is longer than ${VALUE_CHARACTERS_MAX} characters.`);
  }
  return typeof value === 'string' ? { value } : value;
}

function fromEnvironment(name: string, { env }: Variables): string | Resolved {
  const value = Object.hasOwn(env, name) ? env[name] : undefined;
  if (value !== undefined) return value;
  return unresolved(`The environment variable ${name} is not set.`, `set it, or take \${env:${name}} out`);
}

/** A file's last newline is its editor's, not part of a password. */
function fromFile(path: string, variables: Variables): string | Resolved {
  try {
    return variables.readFile(path).replace(/\r?\n$/, '');
  } catch (error) {
    // Only the code of the error: its message may be anything.
    const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
    return unresolved(`The file ${path} can't be read${code}.`, 'check that it exists and may be read');
  }
}

/** The original has no interpolation: such a text means itself there. */
function notOurs(match: string, reference: string): Resolved {
  const meant = /^\w+$/.test(reference)
    ? ` If the environment variable is meant, write \${env:${reference}}.`
    : '';
  return {
    problem: {
      severity: 'warning',
      code: 'STATEFUN_MODULE_VARIABLE_UNRESOLVED',
      message: `${match} is passed on as it stands.${meant}`,
      hint: `write $${match} if it is to stay as it is`,
    },
  };
}

const unresolved = (message: string, hint?: string): Resolved => {
  const problem = { severity: 'error', code: 'STATEFUN_MODULE_VARIABLE_UNRESOLVED', message } as const;
  return { problem: hint === undefined ? problem : { ...problem, hint } };
};
