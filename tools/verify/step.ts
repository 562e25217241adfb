import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's root. */
export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** Starts a Kafka for a command. */
export const WITH_BROKER: readonly string[] = ['node', 'tools/kafka-broker/main.ts', 'run', '--'];

/** A test that takes longer hangs. */
const TEST_TIMEOUT_MS = 5 * 60_000;

export interface Counts {
  readonly passed: number;
  readonly failed: number;
}

const seconds = (sinceMs: number): string => `${((performance.now() - sinceMs) / 1_000).toFixed(1)} s`;

const run = (
  command: string,
  args: readonly string[],
  { folder = '', env = {} }: { readonly folder?: string; readonly env?: NodeJS.ProcessEnv },
): Promise<number> =>
  new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: join(ROOT, folder),
      stdio: 'inherit',
      env: { ...process.env, ...env },
    });
    child.on('error', (error) => {
      process.stderr.write(
        `The command '${command}' does not run here (${error.message}): CONTRIBUTING.md says what to install.\n`,
      );
      resolve(1);
    });
    child.on('exit', (code) => resolve(code ?? 1));
  });

/** Runs a command in a folder of the project, the root unless told, as one check: it passes or fails as a whole. */
export const check = async (
  title: string,
  command: string,
  args: readonly string[],
  folder = '',
): Promise<Counts> => {
  const sinceMs = performance.now();
  process.stdout.write(`\n== ${title}\n`);
  const code = await run(command, args, { folder });
  process.stdout.write(`== ${title}: ${code === 0 ? 'ok' : `failed (exit ${code})`}, ${seconds(sinceMs)}\n`);
  return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
};

/** Runs test files with node:test, behind `wrapper` (a command that ends with `--`), and counts the tests. */
export const tests = async (
  title: string,
  files: readonly string[],
  options: { wrapper?: readonly string[]; concurrency: number },
): Promise<Counts> => {
  const sinceMs = performance.now();
  process.stdout.write(`\n== ${title}: ${files.length} files\n`);
  const folder = mkdtempSync(join(tmpdir(), 'statefun-verify-'));
  const countsFile = join(folder, 'counts.json');
  const reporter = join(ROOT, 'tools/verify/counting-reporter.ts');
  const [command = 'node', ...args] = [
    ...(options.wrapper ?? []),
    'node',
    '--test',
    `--test-concurrency=${options.concurrency}`,
    `--test-timeout=${TEST_TIMEOUT_MS}`,
    `--test-reporter=${reporter}`,
    ...files,
  ];
  const code = await run(command, args, { env: { STATEFUN_TEST_COUNTS: countsFile } });
  const counts = readCounts(countsFile, code);
  rmSync(folder, { recursive: true });
  process.stdout.write(
    `== ${title}: ${counts.passed} passed, ${counts.failed} failed, ${seconds(sinceMs)}\n`,
  );
  return counts;
};

/** A run that ended without counts, or with an error that no test shows, counts as a failure. */
const readCounts = (file: string, code: number): Counts => {
  try {
    const { passed, failed } = JSON.parse(readFileSync(file, 'utf8')) as Counts;
    return { passed, failed: code !== 0 && failed === 0 ? 1 : failed };
  } catch {
    return { passed: 0, failed: 1 };
  }
};
