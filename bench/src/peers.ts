import { mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { run } from './process.ts';

const PEERS = fileURLToPath(new URL('../peers/', import.meta.url));
const CACHE = join(process.env['STATEFUN_TEST_CACHE'] ?? join(homedir(), '.cache/statefun-ts'), 'peer');

/** Builds one of the Go programs under `bench/peers` and returns its path. */
export const buildPeer = async (name: 'load' | 'fn' | 'pipe' | 'sdk-go'): Promise<string> => {
  mkdirSync(CACHE, { recursive: true });
  const binary = join(CACHE, name);
  await run('go', ['build', '-o', binary, '.'], { cwd: join(PEERS, name) });
  return binary;
};

/** The script that starts and stops the original. */
export const ORIGINAL = join(PEERS, 'statefun.sh');
