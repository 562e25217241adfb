import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { LANGUAGES, pageOf, referenceOf } from '../others.ts';

for (const language of LANGUAGES) {
  test(`docs/reference/${language}.md is what the sources say (npm run generate)`, async () => {
    assert.equal(readFileSync(pageOf(language), 'utf8'), await referenceOf(language));
  });
}
