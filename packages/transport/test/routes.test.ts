import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildConnector } from 'undici';
import { Routes } from '../src/routes.ts';

const routesOf = (urlPathTemplate: string): Routes =>
  new Routes({
    urlPathTemplate,
    poolSize: 1,
    connection: { connector: buildConnector({}), ttlMs: 0, silenceMs: 0, random: () => 0 },
  });

test('the name stands wherever the template wants it, and the default port is left out', () => {
  const route = routesOf('https://{function.name}.example:443/a/{function.name}?fn={function.name}').of(
    'greeter',
  );
  assert.equal(route.origin, 'https://greeter.example');
  assert.equal(route.path, '/a/greeter?fn=greeter');
  assert.equal(route.url, 'https://greeter.example/a/greeter?fn=…');
});

test('a type keeps its route; types of one origin share its connections', () => {
  const routes = routesOf('http://localhost/{function.name}');
  const greeter = routes.of('greeter');
  assert.equal(routes.of('greeter'), greeter);
  const other = routes.of('other');
  assert.notEqual(other.gate, greeter.gate);
  assert.equal(other.connections, greeter.connections);
});

test('of more than 1,024 types the least recently used idle ones are let go', () => {
  const routes = routesOf('http://localhost/{function.name}');
  const [busy, recent, old] = ['busy', 'recent', 'old'].map((name) => routes.of(name));
  busy?.gate.enter({ start: () => undefined, next: undefined });
  for (let type = 0; type < 1021; type++) routes.of(`type-${type}`);
  assert.equal(routes.of('recent'), recent);
  routes.of('one more');
  assert.equal(routes.of('busy'), busy, 'one in use stays');
  assert.equal(routes.of('recent'), recent);
  assert.notEqual(routes.of('old'), old);
});
