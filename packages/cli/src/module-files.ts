import type { Problem } from '@statefun-ts/module';
import { readdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Settings } from './settings/table.ts';

/** The module files of an application. */
export interface ModuleFiles {
  /** Each once. */
  readonly files: readonly string[];
  /** Why some can't be found. */
  readonly problems: readonly Problem[];
}

/** What a module file in a modules directory is called. */
const NAME = 'module.yaml';

/**
 * The files that are named, and those in the modules directory: `<root>/<any directory>/module.yaml`, in the
 * order of the names, as in the original's image. Directories in those are not looked into, nor are ones whose
 * name begins with a dot: mounted volumes keep their versions in such.
 */
export async function findModuleFiles({
  module,
  modulesDir,
}: Pick<Settings, 'module' | 'modulesDir'>): Promise<ModuleFiles> {
  const found = modulesDir === undefined ? { files: [], problems: [] } : await discover(modulesDir);
  const byPath = new Map<string, string>();
  for (const file of [...module, ...found.files]) {
    const path = resolve(file);
    if (!byPath.has(path)) byPath.set(path, file);
  }
  return { files: [...byPath.values()], problems: found.problems };
}

async function discover(root: string): Promise<ModuleFiles> {
  let names: readonly string[];
  try {
    names = await readdir(root);
  } catch (error) {
    return { files: [], problems: [unusable(root, error as NodeJS.ErrnoException)] };
  }
  const candidates = names
    .filter((name) => !name.startsWith('.'))
    .toSorted()
    .map((name) => join(root, name, NAME));
  const isFile = await Promise.all(candidates.map((file) => exists(file)));
  const files = candidates.filter((_, index) => isFile[index]);
  if (files.length > 0) return { files, problems: [] };
  const direct = join(root, NAME);
  const hint = (await exists(direct))
    ? `name it with --module ${direct}`
    : `expected ${join(root, '<name>', NAME)}`;
  return { files, problems: [problem(root, `No directory in ${root} has a ${NAME}.`, hint)] };
}

const exists = (file: string): Promise<boolean> =>
  stat(file).then(
    (stats) => !stats.isDirectory(),
    () => false,
  );

function unusable(root: string, { code, message }: NodeJS.ErrnoException): Problem {
  if (code === 'ENOENT') {
    return problem(root, `There is no directory ${root}.`, 'make it, or name another with --modules-dir DIR');
  }
  if (code === 'ENOTDIR') {
    return problem(root, `${root} is no directory.`, `name a module file with --module ${root}`);
  }
  return problem(root, `The directory ${root} can't be read: ${message}.`);
}

const problem = (root: string, message: string, hint?: string): Problem => ({
  severity: 'error',
  code: 'STATEFUN_MODULE_UNREADABLE',
  message,
  ...(hint !== undefined && { hint }),
  origin: { file: root, line: 1, column: 1 },
});
