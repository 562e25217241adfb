import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { test } from 'node:test';
import { freePorts } from '../src/free-ports.ts';

test('free ports can be listened at, are all different, and are none that a listener of any port gets', async () => {
  const ports = [...(await freePorts(20)), ...(await freePorts(20))];
  assert.equal(new Set(ports).size, 40);
  for (const port of ports) {
    assert.ok(port < 32_768);
    const server = createServer().listen(port, '127.0.0.1');
    await once(server, 'listening');
    await once(server.close(), 'close');
  }
});
