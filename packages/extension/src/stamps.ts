import { existsSync, readdirSync, statSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Node keeps each module that it loaded, by its URL: a query in it makes another one of a program that changed. */
const STAMP = /\?changed=\d+$/;
const PROGRAM = /\.(?:[cm]?[jt]s|json)$/;

/** A program and those beside it, which it may import. It need not be there. */
export function programsBeside(file: string): string[] {
  const folder = dirname(file);
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => PROGRAM.test(name)) : [];
  return [file, ...names.map((name) => join(folder, name))];
}

/** The URL of a program with the time at which it, or one beside it, was changed last. */
export function stamped(url: string): string {
  const times = programsBeside(fileURLToPath(url)).map(
    (file) => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0,
  );
  return `${url}?changed=${Math.trunc(Math.max(...times))}`;
}

export const isStamped = (url: string): boolean => STAMP.test(url);

let isHooked = false;

/** What a stamped module of this thread imports relatively has its stamp from now on. */
export function stampImports(): void {
  if (isHooked) return;
  isHooked = true;
  registerHooks({
    resolve: (specifier, context, nextResolve) => {
      const resolved = nextResolve(specifier, context);
      const [stamp] = STAMP.exec(context.parentURL ?? '') ?? [];
      return stamp !== undefined && specifier.startsWith('.')
        ? { ...resolved, url: `${resolved.url}${stamp}` }
        : resolved;
    },
  });
}
