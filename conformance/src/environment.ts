import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, join } from 'node:path';

const CACHE = process.env['STATEFUN_TEST_CACHE'] ?? join(homedir(), '.cache/statefun-ts');

/**
 * A folder with what a language needs to run its SDK, made at the first use and kept by what went into it. It is
 * made under a name of its own and then linked to, since some environments can't be moved: so it is whole, and two
 * processes may make it at once. Throws what `make` throws.
 */
export const environment = (
  name: string,
  inputs: readonly string[],
  make: (folder: string) => void,
): string => {
  const hash = createHash('sha256');
  for (const input of inputs) hash.update(readFileSync(input));
  const link = join(CACHE, `${name}-${hash.digest('hex').slice(0, 12)}`);
  if (existsSync(link)) return link;
  mkdirSync(CACHE, { recursive: true });
  const folder = mkdtempSync(`${link}-`);
  try {
    make(folder);
    const staged = `${folder}-link`;
    symlinkSync(basename(folder), staged);
    renameSync(staged, link);
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
  return link;
};

/** Runs a command to its end. Throws with what it wrote; `needs` says what to install when it isn't there. */
export const run = (command: string, args: readonly string[], needs: string): void => {
  try {
    execFileSync(command, args, { stdio: ['ignore', 'pipe', 'pipe'], encoding: 'utf8' });
  } catch (error) {
    const { code, stdout, stderr } = error as { code?: string; stdout?: string; stderr?: string };
    throw new Error(
      code === 'ENOENT'
        ? `The conformance tests need ${needs}: the command '${command}' does not run here. Install it.`
        : `The conformance tests need ${needs}, and '${command} ${args.join(' ')}' failed:\n${stdout}${stderr}`,
      { cause: error },
    );
  }
};
