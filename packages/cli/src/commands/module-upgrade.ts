import {
  formatProblems,
  type ModuleFile,
  type Problem,
  type Upgrade,
  upgradeModule,
} from '@statefun-ts/module';
import { StatefunError } from '@statefun-ts/protocol';
import { EXIT } from '../exit-codes.ts';
import type { ExitCode } from '../exit-codes.ts';
import { printNote, printText, useColor } from '../output.ts';
import { readModuleFile, STDIN } from '../read-module-file.ts';
import { replaceFile } from '../replace-file.ts';

interface Options {
  /** Write nothing, and say whether something would change. */
  readonly check: boolean;
  /** Write nothing, and print what would change. */
  readonly diff: boolean;
  /** Where the result of the one file goes. */
  readonly output: string | undefined;
}

/** The code of several files is the first of these that one of them has. */
const GRAVEST = [EXIT.module, EXIT.unfinished, EXIT.outdated] as const;

/** `statefun module upgrade`: rewrites module files of a legacy format as components. */
export async function upgradeModules(files: readonly string[], options: Options): Promise<ExitCode> {
  const paths = files.length === 0 ? [STDIN] : files;
  if (options.output !== undefined && (paths.length > 1 || options.check || options.diff)) {
    throw new StatefunError(
      'STATEFUN_SETTING_INVALID',
      '--output is for one file, without --check and --diff.',
    );
  }
  const codes: ExitCode[] = [];
  for (const path of paths) codes.push(await upgradeOne(path, options));
  return GRAVEST.find((code) => codes.includes(code)) ?? EXIT.ok;
}

async function upgradeOne(path: string, options: Options): Promise<ExitCode> {
  const read = await readModuleFile(path);
  if ('problem' in read) {
    show([read.problem], []);
    return EXIT.module;
  }
  const { source } = read;
  const result = upgradeModule(source);
  show(result.problems, [{ file: source.file, text: result.text ?? source.text }]);
  if (result.text === undefined) return EXIT.module;
  const isOutdated = result.text !== source.text;
  if (options.diff && isOutdated) await printDiff(source, result.text);
  if (options.check) {
    printNote(`${source.file}: ${isOutdated ? 'not of the current format' : 'nothing to upgrade'}`);
    return codeOf(result, isOutdated ? EXIT.outdated : EXIT.ok);
  }
  show(result.unfinished, [source]);
  if (!options.diff) await write(path, source, result.text, options.output);
  // What is left to finish may be what is wrong.
  return result.unfinished.length > 0 ? EXIT.unfinished : codeOf(result, EXIT.ok);
}

const codeOf = ({ problems }: Upgrade, otherwise: ExitCode): ExitCode =>
  problems.some(({ severity }) => severity === 'error') ? EXIT.module : otherwise;

async function write(
  path: string,
  { file, text }: ModuleFile,
  upgraded: string,
  output = path,
): Promise<void> {
  if (output === STDIN) return printText(upgraded);
  const isOutdated = upgraded !== text;
  if (isOutdated || output !== path) await replaceFile(output, upgraded);
  printNote(`${file}: ${isOutdated ? 'upgraded' : 'nothing to upgrade'}`);
}

/** Two texts that differ in more lines are not worth the time, which grows with the square. */
const DIFFERENT_LINES_MAX = 5000;

async function printDiff({ file, text }: ModuleFile, upgraded: string): Promise<void> {
  const { createTwoFilesPatch } = await import('diff');
  const patch = createTwoFilesPatch(`a/${file}`, `b/${file}`, text, upgraded, undefined, undefined, {
    maxEditLength: DIFFERENT_LINES_MAX,
  });
  if (patch === undefined) printNote(`${file}: more than ${DIFFERENT_LINES_MAX} lines would change`);
  else printText(patch);
}

function show(problems: readonly Problem[], sources: readonly ModuleFile[]): void {
  if (problems.length > 0) printNote(formatProblems(problems, { sources, color: useColor() }));
}
