import { formatProblems } from '@statefun-ts/module';
import { EXIT } from '../exit-codes.ts';
import type { ExitCode } from '../exit-codes.ts';
import { readModule } from '../load-module.ts';
import { printData, printNote, useColor } from '../output.ts';

/** `statefun check`: the module files of one application are right, or what is wrong with them. */
export async function check(
  named: readonly string[],
  options: { modulesDir: string | undefined; extension: readonly string[]; json: boolean },
): Promise<ExitCode> {
  const { json, ...where } = options;
  const { program, problems, files, sources } = await readModule({ module: named, ...where });
  if (json) printData(JSON.stringify({ valid: program !== undefined, problems }, null, 2));
  else if (problems.length > 0) printNote(formatProblems(problems, { sources, color: useColor() }));
  if (program === undefined) return EXIT.module;
  const count = program.module.components.length;
  if (!json) printNote(`${files.join(', ')}: valid, ${count} ${count === 1 ? 'component' : 'components'}`);
  return EXIT.ok;
}
