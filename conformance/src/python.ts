import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const REQUIREMENTS = fileURLToPath(new URL('../services/requirements.txt', import.meta.url));
const CACHE = process.env['STATEFUN_TEST_CACHE'] ?? join(homedir(), '.cache/statefun-ts');

/**
 * The Python of a virtual environment with the official SDK, made on first use and kept by its requirements. The
 * environment can't be moved once it is made, so a marker says that it is whole.
 */
export const officialPython = (): string => {
  const version = createHash('sha256').update(readFileSync(REQUIREMENTS)).digest('hex').slice(0, 12);
  const folder = join(CACHE, `python-sdk-${version}`);
  const python = join(folder, 'bin/python');
  const marker = join(folder, 'whole');
  if (existsSync(marker)) return python;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(CACHE, { recursive: true });
  run('python3', ['-m', 'venv', folder], 'Python 3 with its venv module');
  run(
    python,
    ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', REQUIREMENTS],
    'the Python package registry',
  );
  renameSync(mkdtempSync(join(CACHE, 'marker-')), marker);
  return python;
};

const run = (command: string, args: readonly string[], needs: string): void => {
  try {
    execFileSync(command, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  } catch (error) {
    throw new Error(`The conformance tests need ${needs}; \`${command} ${args.join(' ')}\` failed`, {
      cause: error,
    });
  }
};
