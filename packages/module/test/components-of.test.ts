import assert from 'node:assert/strict';
import { test } from 'node:test';
import { resolveEndpoint } from '../src/index.ts';
import { parse } from './support.ts';

const { module } = parse(
  ['a/*', 'a/special', 'b/only']
    .map(
      (functions) =>
        `kind: io.statefun.endpoints.v2/http\nspec: {functions: ${functions}, urlPathTemplate: http://h}\n`,
    )
    .join('---\n'),
);
const resolve = (namespace: string, name: string) => {
  const endpoint = resolveEndpoint(module?.components ?? [], namespace, name);
  return endpoint && `${endpoint.functions.namespace}/${endpoint.functions.name}`;
};

test('the exact type goes before its namespace, wherever it stands', () => {
  assert.equal(resolve('a', 'special'), 'a/special');
  assert.equal(resolve('a', 'other'), 'a/*');
  assert.equal(resolve('b', 'only'), 'b/only');
});

test('a type that nothing serves has no endpoint', () => {
  assert.equal(resolve('b', 'other'), undefined);
  assert.equal(resolve('c', 'only'), undefined);
  assert.equal(resolve('ab', 'only'), undefined);
});
