import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import type { RunningExample } from '@statefun-ts/example-support/testing';
import { copyExample, startExample } from '@statefun-ts/example-support/testing';

const connectedComponents = join(import.meta.dirname, '..');

/** Reads changes until every vertex is in the component that it should be in; each change is to a smaller one. */
async function settle({ take }: RunningExample, wanted: Readonly<Record<string, string>>): Promise<void> {
  const components = new Map<string, string>();
  while (Object.entries(wanted).some(([vertex, component]) => components.get(vertex) !== component)) {
    const change = await take();
    const [, vertex = '', component = '', before] =
      /^Vertex (\S+) belongs to component (\S+?)(?:, and no longer to (\S+))?\.$/.exec(change) ??
      assert.fail(change);
    assert.equal(before, components.get(vertex), 'no change is lost, repeated or out of order');
    components.set(vertex, component);
  }
}

test('the vertices of the printed lines come together in one component', async (t) => {
  const example = await startExample(t, await copyExample(t, connectedComponents));
  for (const line of [0, 1, 2, 3]) await example.send(line);
  await settle(example, { 1: '1', 2: '1', 3: '1', 4: '1' });
});

test('two components become one by a late edge, told by one end only', async (t) => {
  const example = await startExample(t, await copyExample(t, connectedComponents));
  const add = (vertex_id: string, neighbours: readonly string[]) =>
    example.put(`/connected-components.fns/vertex/${vertex_id}`, 'connected-components.types/vertex', {
      vertex_id,
      neighbours,
    });
  await add('9', ['10']);
  await add('10', ['11']);
  await add('2', ['20']);
  await add('11', ['20']);
  await settle(example, { 2: '2', 20: '2', 9: '2', 10: '2', 11: '2' });
});
