import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const packageDirectory = join(import.meta.dirname, '../..');

/** A fixture with nothing changed but its import: the path of the copy, which is gone after the test. */
export async function moved(
  t: { readonly after: (cleanup: () => Promise<void>) => void },
  fixture: string,
): Promise<string> {
  const cache = join(packageDirectory, '.cache');
  await mkdir(cache, { recursive: true });
  const directory = await mkdtemp(join(cache, 'compat-'));
  t.after(() => rm(directory, { recursive: true, force: true }));
  const text = await readFile(join(import.meta.dirname, 'fixtures', fixture), 'utf8');
  const copy = join(directory, fixture);
  await writeFile(copy, text.replaceAll("'apache-flink-statefun'", "'@statefun-ts/sdk/compat'"));
  return copy;
}
