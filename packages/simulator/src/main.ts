import { parseArgs } from 'node:util';

import { CASES, Coverage } from './coverage.ts';
import { report } from './report.ts';
import { simulate } from './simulation.ts';

const USAGE = `Usage: npm run simulate -- --seed N [--seeds COUNT] [--trace]

  --seed N       the first seed (default 1)
  --seeds COUNT  how many seeds to run (default 1)
  --trace        print all that happens`;

const number = (text: string, flag: string): number => {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= 0) return value;
  throw new RangeError(`${flag} is ${text}, and should be a whole number`);
};

const options = () => {
  const { values } = parseArgs({
    options: {
      seed: { type: 'string', default: '1' },
      seeds: { type: 'string', default: '1' },
      trace: { type: 'boolean', default: false },
    },
  });
  return {
    first: number(values.seed, '--seed'),
    count: number(values.seeds, '--seeds'),
    trace: values.trace,
  };
};

const print = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

const main = async (): Promise<number> => {
  const { first, count, trace } = options();
  const coverage = new Coverage();
  let failed = 0;
  for (let seed = first; seed < first + count; seed++) {
    const outcome = await simulate(seed, trace ? { print } : {});
    coverage.add(outcome.coverage);
    const { violations, messages, events, virtualMs } = outcome;
    if (violations.length > 0) {
      failed++;
      print(report(outcome));
    } else if (count === 1 || trace) {
      print(
        `Seed ${seed} passed: ${messages} messages, ${events} events, ${virtualMs} ms; trace ${outcome.trace.hash}`,
      );
    }
  }
  if (count > 1) {
    print(`${count - failed} seeds passed, ${failed} failed. Cases met:`);
    for (const name of Object.keys(CASES) as (keyof typeof CASES)[]) {
      print(`  ${String(coverage.counts.get(name) ?? 0).padStart(8)}  ${name}: ${CASES[name]}`);
    }
  }
  return failed > 0 ? 1 : 0;
};

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}\n`);
  process.exitCode = 2;
}
