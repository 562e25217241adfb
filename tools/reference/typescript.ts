// node tools/reference/typescript.ts
//
// Writes docs/reference/typescript.md from the sources: what the packages export, as their declarations and comments have it.
import { execFileSync } from 'node:child_process';
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as prettier from 'prettier';

const ROOT = join(import.meta.dirname, '../..');
/** The page that is written. */
export const PAGE = join(ROOT, 'docs/reference/typescript.md');

/** The entries that are documented. `compat` is the API of the official SDK, and says no more than the native one. */
const ENTRIES = [
  { title: '@statefun-ts/sdk', folder: 'sdk' },
  { title: '@statefun-ts/testing', folder: 'testing' },
  { title: '@statefun-ts/extension', folder: 'extension' },
];

/** The page, made anew. Compiles the packages first, since it reads their declarations. */
export async function typescriptReference(): Promise<string> {
  const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
  execFileSync(
    process.execPath,
    [tsc, '-b', join(ROOT, 'packages/testing'), join(ROOT, 'packages/extension')],
    { stdio: ['ignore', 2, 2] },
  );
  const parts = ENTRIES.map(({ title, folder }) => {
    const names = exportsOf(folder).map(({ name, from }) => section(name, declarationOf(name, from)));
    return `## ${title}\n\n${names.join('\n\n')}`;
  });
  const head = '<!-- Made by `node tools/reference/typescript.ts`: change the comments in the sources. -->';
  const text = [head, '# TypeScript: reference', ...parts].join('\n\n');
  return prettier.format(text, { ...(await prettier.resolveConfig(PAGE)), parser: 'markdown' });
}

interface Export {
  readonly name: string;
  /** Where to look for its declaration: a pattern below `.types`. */
  readonly from: string;
}

/** What the entry of a package exports by name, in alphabetical order. */
function exportsOf(folder: string): Export[] {
  const index = readFileSync(join(ROOT, '.types', folder, 'src/index.d.ts'), 'utf8');
  const exports = [...index.matchAll(/^export (?:type )?\{([^}]*)\} from '([^']+)';$/gm)].flatMap(
    ([, names = '', specifier = '']) => {
      const from = specifier.startsWith('@statefun-ts/')
        ? `${specifier.replace('@statefun-ts/', '').replace(/(?=\/)|$/, '/src')}/*.d.ts`
        : `${folder}/src/${specifier.replace(/\.ts$/, '.d.ts')}`;
      const listed = names.split(',').map((name) => name.trim().replace(/^type /, ''));
      return listed.filter((name) => name !== '').map((name) => ({ name, from }));
    },
  );
  return exports.toSorted((a, b) => a.name.localeCompare(b.name, 'en'));
}

interface Declaration {
  readonly comment: string;
  readonly code: string;
}

function declarationOf(name: string, from: string): Declaration {
  const start = new RegExp(
    `^(?:export )?(?:declare )?(?:abstract )?(?:class|function|const|interface|type) ${name}\\b`,
  );
  for (const file of globSync(from, { cwd: join(ROOT, '.types') })) {
    const lines = readFileSync(join(ROOT, '.types', file), 'utf8').split('\n');
    const first = lines.findIndex((line) => start.test(line));
    if (first >= 0) return { comment: commentAbove(lines, first), code: codeFrom(lines, first) };
  }
  throw new Error(`${name} is exported, but not declared in ${from}`);
}

function commentAbove(lines: readonly string[], first: number): string {
  if (lines[first - 1]?.endsWith('*/') !== true) return '';
  let at = first - 1;
  while (lines[at]?.startsWith('/**') !== true) at--;
  return lines
    .slice(at, first)
    .map((line) => line.replace(/^\/\*\* ?| ?\*\/$/g, '').replace(/^ \* ?/, ''))
    .join('\n')
    .trim();
}

/** The declaration that begins at a line, up to where its braces are closed, without what is private. */
function codeFrom(lines: readonly string[], first: number): string {
  let depth = 0;
  const code: string[] = [];
  for (const line of lines.slice(first)) {
    depth += count(line, '{') - count(line, '}');
    if (!/^ +(#private|private .*|protected .*);$/.test(line)) code.push(line);
    if (depth === 0 && /[;}]$/.test(line)) break;
  }
  return code
    .join('\n')
    .replace(/^export /, '')
    .replace(/^declare /, '');
}

const count = (line: string, character: string): number => line.split(character).length - 1;

function section(name: string, { comment, code }: Declaration): string {
  return [`### ${name}`, comment, `\`\`\`ts\n${code}\n\`\`\``].filter((part) => part !== '').join('\n\n');
}

if (import.meta.main) writeFileSync(PAGE, await typescriptReference());
