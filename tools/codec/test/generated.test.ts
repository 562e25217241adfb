import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { CODECS } from '../generate.ts';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

test('the committed codecs are what `npm run generate` makes of the .proto files', (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'statefun-codec-'));
  t.after(() => rmSync(directory, { recursive: true }));
  execFileSync(process.execPath, [here('../generate.ts'), directory]);
  for (const { folder, name } of CODECS) {
    const committed = readFileSync(here(`../../../${folder}/src/generated/${name}.ts`), 'utf8');
    const made = readFileSync(join(directory, `${name}.ts`), 'utf8');
    assert.equal(made, committed, `${folder}/src/generated/${name}.ts is out of date`);
  }
});
