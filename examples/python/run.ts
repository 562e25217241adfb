import { delimiter, join } from 'node:path';
import { runBuiltExample } from '@statefun-ts/example-support';
import type { BuiltExample } from '@statefun-ts/example-support';

const SDK = join(import.meta.dirname, '../../sdk-python/src');

/** Runs an example's functions in Python beside the runtime; see `runBuiltExample`. Nothing is to be installed. */
export async function runPythonExample(example: Pick<BuiltExample, 'directory' | 'tryIt'>): Promise<void> {
  // As `pip install statefun-ts` would have it.
  process.env['PYTHONPATH'] = [SDK, process.env['PYTHONPATH'] ?? ''].filter(Boolean).join(delimiter);
  await runBuiltExample({
    ...example,
    build: [
      'python3',
      '-c',
      'import sys; sys.exit(sys.version_info < (3, 10) and "Python 3.10 or later is needed")',
    ],
    needs: 'Python 3.10 or later (https://www.python.org/downloads)',
    program: ['python3', join(example.directory, 'functions.py')],
  });
}
