import { open, rename } from 'node:fs/promises';
import { join } from 'node:path';

/** Makes a rename durable. Windows has no such call, and needs none. */
export async function syncDirectory(directory: string): Promise<void> {
  if (process.platform === 'win32') return;
  await using handle = await open(directory, 'r');
  await handle.sync();
}

/** Writes a small file so that a crash leaves the old content or the new. */
export async function writeDurably(directory: string, name: string, content: string): Promise<void> {
  const path = join(directory, name);
  {
    await using handle = await open(`${path}.new`, 'w');
    await handle.writeFile(content);
    await handle.sync();
  }
  await rename(`${path}.new`, path);
  await syncDirectory(directory);
}
