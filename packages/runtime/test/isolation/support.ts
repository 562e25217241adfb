// Applications whose extension runs in threads of its own.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { Runtime, RuntimeOptions } from '../../src/index.ts';
import { readModuleFiles } from '../../src/reading.ts';
import { startUnready, temporaryDirectory } from '../support.ts';

/** So long an extension may hold its thread in these tests. */
const LOOP_MS = 1_500;

/** An application, its log, and a directory of its own. */
export interface Application {
  readonly runtime: Runtime;
  readonly log: readonly string[];
  readonly directory: string;
}

/** `yaml` is given the directory. The application need not be ready. */
export async function run(
  t: TestContext,
  yaml: (directory: string) => string,
  options: Partial<RuntimeOptions> & { readonly directory?: string } = {},
): Promise<Application> {
  const directory = options.directory ?? (await temporaryDirectory(t));
  const { module, problems, extensions } = await readModuleFiles(
    [{ file: 'module.yaml', text: yaml(directory) }],
    ['./guest.ts', './relay.ts'].map((name) => ({ name, directory: import.meta.dirname })),
  );
  assert.ok(module, problems.map(({ message }) => message).join('\n'));
  const log: string[] = [];
  const runtime = await startUnready(t, {
    module,
    extensions,
    dataDir: join(directory, 'store'),
    observer: { log: (level, message) => void log.push(`${level} ${message}`) },
    extensionLoopMs: LOOP_MS,
    ...options,
  });
  return { runtime, log, directory };
}

export async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 5));
}

export const problemsOf = ({ runtime }: Application): string =>
  runtime
    .status()
    .problems.map(({ component, code, message }) => `${component} ${code} ${message}`)
    .join('\n');
