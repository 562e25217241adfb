import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import type { Chart } from './chart.ts';
import { drawChart } from './chart.ts';
import { run } from './process.ts';

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const RESULTS = join(ROOT, 'bench/results');

/** An option of a benchmark; `true` or `false` as default make it a flag. */
export interface Option<T extends string | boolean = string | boolean> {
  readonly default: T;
  readonly meaning: string;
}

type Options = Readonly<Record<string, Option>>;
type Values<O extends Options> = { readonly [K in keyof O]: O[K] extends Option<boolean> ? boolean : string };

export interface Table {
  readonly title: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** What a benchmark found: to be read, to be looked at, and to be kept. */
export interface Findings {
  /** Tells this run's files from those with other options, as `stream-100000`. */
  readonly label: string;
  readonly tables: readonly Table[];
  readonly charts: readonly Chart[];
  readonly figures: unknown;
}

export interface Benchmark<O extends Options> {
  /** The name of its file in `bench`. */
  readonly name: string;
  /** What it measures, how long it takes and what it needs: for `--help`. */
  readonly about: string;
  readonly options: O;
  readonly run: (options: Values<O>) => Promise<Findings>;
}

/** What is going on, for those who wait: to standard error. */
export const say = (text: string): void => void process.stderr.write(`${text}\n`);

/**
 * Runs a benchmark with the options of the command line. Tables go to standard output, or with `--json` the raw
 * figures; `--save` keeps these in `bench/results`, with the commit and the machine, and a picture of each chart.
 */
export async function benchmark<const O extends Options>(definition: Benchmark<O>): Promise<void> {
  const { name, about, run: measure } = definition;
  const common = {
    json: { default: false, meaning: 'print the raw figures as JSON' },
    save: { default: false, meaning: 'keep the figures and pictures in bench/results' },
    help: { default: false, meaning: 'print this' },
  };
  const all: Options = { ...definition.options, ...common };
  const { values } = parseArgs({ options: Object.fromEntries(Object.entries(all).map(argument)) });
  if (values['help'] === true) {
    process.stdout.write(`node bench/${name}.ts [OPTIONS]\n\n${about.trim()}\n\n${optionLines(all)}\n`);
    return;
  }
  const findings = await measure(values as unknown as Values<O>);
  const report = { ...(await circumstances()), options: values, figures: findings.figures };
  process.stdout.write(
    values['json'] === true
      ? `${JSON.stringify(report, null, 2)}\n`
      : `${findings.tables.map(markdown).join('\n\n')}\n`,
  );
  if (values['save'] === true) save(`${name}-${findings.label}-${report.commit}`, report, findings.charts);
}

/** When, on what and of which commit. */
export async function circumstances() {
  const commit = (await run('git', ['rev-parse', '--short', 'HEAD'], { cwd: ROOT })).trim();
  const machine = `${cpus().length} cores, ${cpus()[0]?.model ?? 'unknown'}, Node ${process.versions.node}`;
  return { at: new Date().toISOString(), commit, machine };
}

function save(name: string, report: object, charts: readonly Chart[]): void {
  mkdirSync(RESULTS, { recursive: true });
  writeFileSync(join(RESULTS, `${name}.json`), `${JSON.stringify(report, null, 2)}\n`);
  charts.forEach((chart, index) => {
    const file = charts.length === 1 ? `${name}.svg` : `${name}-${index + 1}.svg`;
    writeFileSync(join(RESULTS, file), drawChart(chart));
    say(`bench/results/${file}`);
  });
  say(`bench/results/${name}.json`);
}

const argument = ([key, option]: [string, Option]) =>
  [
    key,
    typeof option.default === 'boolean'
      ? { type: 'boolean' as const, default: option.default }
      : { type: 'string' as const, default: option.default },
  ] as const;

function optionLines(options: Options): string {
  const lines = Object.entries(options).map(([key, { default: value, meaning }]) => {
    const flag = typeof value === 'boolean' ? `--${key}` : `--${key} ${value === '' ? '…' : value}`;
    return `  ${flag.padEnd(34)} ${meaning}`;
  });
  return `Options, with their defaults:\n${lines.join('\n')}`;
}

/** A table in Markdown. */
function markdown({ title, head, rows }: Table): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [`${title}\n`, line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
