import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { createEngineMetrics } from '../../src/metrics/engine-metrics.ts';
import { functionFamilies } from '../../src/metrics/function-families.ts';

const document = readFileSync(new URL('../../../../docs/metrics.md', import.meta.url), 'utf8');

test('the document lists exactly the metrics that there are, each with its type', async () => {
  const engineMetrics = createEngineMetrics({
    engine: () => undefined,
    isReady: () => true,
  });
  const engine = await engineMetrics.getMetricsAsJSON();
  const all = [...engine, ...functionFamilies(new Map())]
    .filter(({ name }) => name.startsWith('statefun_'))
    .map(({ name, type }) => `${name} ${String(type)}`);
  const documented = [...document.matchAll(/^\| `(statefun_\w+)` +\| (\w+) +\|/gm)].map(
    ([, name, type]) => `${name} ${type}`,
  );
  assert.deepEqual(documented.toSorted(), all.toSorted());
});
