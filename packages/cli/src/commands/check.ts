import { formatProblems } from '@statefun-ts/module';
import { EXIT } from '../exit-codes.ts';
import type { ExitCode } from '../exit-codes.ts';
import { readModule } from '../load-module.ts';
import { printData, printNote, useColor } from '../output.ts';

/** `statefun check`: the module files of one application are right, or what is wrong with them. */
export async function check(files: readonly string[], { json }: { json: boolean }): Promise<ExitCode> {
  const { module, problems, sources } = await readModule(files);
  if (json) printData(JSON.stringify({ valid: module !== undefined, problems }, null, 2));
  else if (problems.length > 0) printNote(formatProblems(problems, { sources, color: useColor() }));
  if (module === undefined) return EXIT.module;
  if (!json) printNote(`${files.join(', ')}: valid, ${module.components.length} components`);
  return EXIT.ok;
}
