import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

test('the committed codec is what `npm run generate` makes of the .proto files', (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'statefun-codec-'));
  t.after(() => rmSync(directory, { recursive: true }));
  execFileSync(process.execPath, [here('../generate.ts'), directory]);
  for (const name of ['codec.js', 'codec.d.ts']) {
    const committed = readFileSync(here(`../src/generated/${name}`), 'utf8');
    assert.equal(readFileSync(join(directory, name), 'utf8'), committed, `${name} is out of date`);
  }
});
