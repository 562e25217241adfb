import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseAllDocuments } from 'yaml';
import { type ModuleResult, parseModule, upgradeModule } from '../../src/index.ts';
import { commentsOf } from '../../src/upgrade/comments.ts';
import { generateLegacy } from './legacy-generator.ts';

const SEEDS = 600;
const VARIABLES = { env: { NAME: 'the name' }, readFile: () => 'the file' };

/** Said of a file that is empty, and of a legacy one with empty lists it is not. */
const NO_COMPONENTS = 'The file has no components.';

/** All that a module means, and all that is said of it, without places. */
function meaningOf({ module, problems }: ModuleResult): unknown {
  return {
    components: module?.components.map((component) => ({ ...component, origin: undefined })),
    problems: problems
      .filter(({ code, message }) => code !== 'STATEFUN_MODULE_DEPRECATED' && message !== NO_COMPONENTS)
      .map(({ severity, code, message }) => `${severity} ${code} ${message.replaceAll(/\d+:\d+/g, '')}`)
      .toSorted(),
  };
}

test('an upgraded module means what the legacy one meant, to YAML and to the parser, and keeps each comment', () => {
  const seen = { components: 0, comments: 0, aliases: 0, valid: 0 };
  for (let seed = 0; seed < SEEDS; seed++) {
    const { text, components, comments } = generateLegacy(seed);
    const file = { file: 'module.yaml', text };
    const upgrade = upgradeModule(file);
    const { text: upgraded } = upgrade;
    assert.ok(upgraded !== undefined, `seed ${seed}: ${JSON.stringify(upgrade.problems)}\n${text}`);
    const what = `seed ${seed}:\n${text}\nbecame:\n${upgraded}`;
    const documents = parseAllDocuments(upgraded).map((document) => document.toJS() as unknown);
    assert.deepEqual(
      documents.filter((document) => document !== null),
      components,
      what,
    );
    const [before, after] = [file, { ...file, text: upgraded }].map((one) => parseModule([one], VARIABLES));
    assert.ok(before !== undefined && after !== undefined);
    assert.deepEqual(meaningOf(after), meaningOf(before), what);
    const kept = commentsOf(upgraded).map((comment) => comment.text);
    assert.deepEqual(kept.toSorted(), comments.toSorted(), what);
    assert.deepEqual(upgradeModule({ ...file, text: upgraded }).text, upgraded, what);
    assert.deepEqual(upgrade.unfinished, []);
    seen.components += components.length;
    seen.comments += comments.length;
    if (text.includes(' *a')) seen.aliases++;
    if (after.module !== undefined) seen.valid++;
  }
  for (const [name, count] of Object.entries(seen)) assert.ok(count > SEEDS / 20, `${name}: ${count}`);
});
