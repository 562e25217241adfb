import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Routes } from '../src/routes.ts';

const routesOf = (urlPathTemplate: string): Routes =>
  new Routes({
    urlPathTemplate,
    poolSize: 1,
    connector: { connectMs: 1_000, certificates: undefined },
    connection: { ttlMs: 0, readMs: 0, writeMs: 0, random: () => 0 },
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

test('a Unix domain socket is a place of its own, whatever the path', () => {
  const routes = routesOf('http+unix:///run/{function.name}.sock/a/{function.name}?key=secret');
  const [greeter, other] = [routes.of('greeter'), routes.of('other')];
  assert.deepEqual([greeter.origin, greeter.path], ['http://unused', '/a/greeter?key=secret']);
  assert.equal(greeter.url, 'http+unix:///run/greeter.sock/a/greeter?key=…');
  assert.notEqual(other.connections, greeter.connections);
});
