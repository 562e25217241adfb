import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { PAGE, typescriptReference } from '../typescript.ts';

test('the reference of the TypeScript SDK is what the sources say (else: node tools/reference/typescript.ts)', async () => {
  assert.equal(readFileSync(PAGE, 'utf8'), await typescriptReference());
});
