// node tools/reference/others.ts
//
// Writes docs/reference/go.md and python.md: what the SDKs' own generators make of their sources.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as prettier from 'prettier';

const ROOT = join(import.meta.dirname, '../..');

const GENERATORS = {
  go: { folder: 'sdk-go', command: ['go', 'run', './internal/reference'] },
  python: { folder: 'sdk-python', command: ['python3', 'reference.py'] },
} as const;

/** The languages that have such a page. */
export const LANGUAGES = Object.keys(GENERATORS) as (keyof typeof GENERATORS)[];

/** Where a language's page is. */
export const pageOf = (language: keyof typeof GENERATORS): string =>
  join(ROOT, `docs/reference/${language}.md`);

/** The page of a language, made anew. */
export async function referenceOf(language: keyof typeof GENERATORS): Promise<string> {
  const {
    folder,
    command: [program, ...args],
  } = GENERATORS[language];
  const text = execFileSync(program, args, { cwd: join(ROOT, folder), encoding: 'utf8' });
  const page = pageOf(language);
  return prettier.format(text, { ...(await prettier.resolveConfig(page)), parser: 'markdown' });
}

if (import.meta.main) {
  for (const language of LANGUAGES) writeFileSync(pageOf(language), await referenceOf(language));
}
