import { join } from 'node:path';
import { runBuiltExample } from '@statefun-ts/example-support';
import type { BuiltExample } from '@statefun-ts/example-support';

/** Builds an example's functions in Go, and runs them beside the runtime; see `runBuiltExample`. */
export async function runGoExample(example: Pick<BuiltExample, 'directory' | 'tryIt'>): Promise<void> {
  const program = join(example.directory, '.statefun/functions');
  await runBuiltExample({
    ...example,
    build: ['go', 'build', '-buildvcs=false', '-o', program, '.'],
    needs: 'Go 1.23 or later (https://go.dev/dl)',
    program: [program],
  });
}
