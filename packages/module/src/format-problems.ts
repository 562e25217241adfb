import type { Problem } from './problem.ts';
import { isSecretName } from './secrets.ts';
import type { ModuleFile } from './source.ts';

export interface FormatOptions {
  /** The files that the problems are in: with them, the line is shown that each is about. */
  readonly sources?: readonly ModuleFile[];
  /** With ANSI colours. */
  readonly color: boolean;
}

/** Problems for people: what, where, the line with a mark below it, and what would be right. */
export function formatProblems(problems: readonly Problem[], options: FormatOptions): string {
  const linesByFile = new Map(options.sources?.map(({ file, text }) => [file, text.split(/\r\n|\n|\r/)]));
  const paint = options.color ? painted : plain;
  const parts = problems.map((problem) =>
    formatProblem(problem, linesByFile.get(problem.origin.file), paint),
  );
  return [...parts, summary(problems)].join('\n\n');
}

function formatProblem(problem: Problem, lines: readonly string[] | undefined, paint: Paint): string {
  const { severity, code, message, hint, origin } = problem;
  const tone = severity === 'error' ? RED : YELLOW;
  const gutter = ' '.repeat(String(origin.line).length);
  const line = lines?.[origin.line - 1];
  return [
    `${paint(tone, severity)}${paint(BOLD, `: ${printable(message)}`)} [${code}]`,
    `${gutter}${paint(BLUE, '-->')} ${printable(origin.file)}:${origin.line}:${origin.column}`,
    ...(line === undefined ? [] : excerpt(line, problem, paint)),
    ...(hint === undefined ? [] : [`${gutter} ${paint(BLUE, '=')} hint: ${printable(hint)}`]),
  ].join('\n');
}

const EXCERPT_CHARACTERS_MAX = 160;

function excerpt(line: string, { severity, origin }: Problem, paint: Paint): readonly string[] {
  const number = String(origin.line);
  const gutter = ' '.repeat(number.length);
  const column = origin.column - 1;
  const shown = printable(withoutSecret(line).slice(0, EXCERPT_CHARACTERS_MAX));
  const mark = '^'.repeat(Math.max(markLength(shown, column), 1));
  const padding = shown.slice(0, column).replaceAll(/[^\t]/g, ' ').padEnd(column);
  const bar = paint(BLUE, '|');
  return [
    `${gutter} ${bar}`,
    `${paint(BLUE, number)} ${bar} ${shown}`,
    ...(column <= shown.length
      ? [`${gutter} ${bar} ${padding}${paint(severity === 'error' ? RED : YELLOW, mark)}`]
      : []),
  ];
}

/** The word, quoted text or reference that starts at the column. */
const markLength = (line: string, column: number): number =>
  /^(?:"[^"]*"|'[^']*'|\$\{[^}]*\}|(?:\{[^}\s]*\}|[^\s,[\]{}#])+)/
    .exec(line.slice(column))?.[0]
    .replace(/:$/, '').length ?? 1;

/** What follows the name of a password and the like is left out. */
function withoutSecret(line: string): string {
  for (const { 0: name, index } of line.matchAll(/[\w.-]+["']?\s*[:=]\s*(?!\$\{|\s|$)/g)) {
    if (isSecretName(name)) return `${line.slice(0, index)}${name}(not shown)`;
  }
  return line;
}

function summary(problems: readonly Problem[]): string {
  const count = (severity: string, name: string) => {
    const number = problems.filter((problem) => problem.severity === severity).length;
    return number === 0 ? [] : [`${number} ${name}${number === 1 ? '' : 's'}`];
  };
  return [...count('error', 'error'), ...count('warning', 'warning')].join(', ') || 'No problems';
}

/** A file must not be able to send commands to the terminal. Tabs may stay. */
const printable = (text: string): string =>
  text.replaceAll(/[\p{Cc}\p{Cf}]/gu, (character) => (character === '\t' ? character : '\uFFFD'));

type Paint = (code: number, text: string) => string;

const [BOLD, RED, YELLOW, BLUE] = [1, 31, 33, 34];
const painted: Paint = (code, text) => `\u001B[${code}m${text}\u001B[0m`;
const plain: Paint = (_, text) => text;
