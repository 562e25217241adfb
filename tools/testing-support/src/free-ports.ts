import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';

/**
 * Below the ports that systems give to connections and to listeners that ask for any (32768 and above on Linux, 49152
 * elsewhere): one of those may be gone again before a test's process comes to listen at it.
 */
const [FIRST, END] = [20_000, 32_000];
const ATTEMPTS_MAX = 1_000;

const given = new Set<number>();

/** Different ports of 127.0.0.1 at which nobody listens, none twice to one process. */
export async function freePorts(count: number): Promise<number[]> {
  const ports: number[] = [];
  for (let attempt = 0; ports.length < count; attempt++) {
    if (attempt === ATTEMPTS_MAX) throw new Error(`there are no ${count} free ports from ${FIRST} on`);
    const port = randomInt(FIRST, END);
    if (given.has(port) || !(await isFree(port))) continue;
    given.add(port);
    ports.push(port);
  }
  return ports;
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  try {
    await once(server.listen(port, '127.0.0.1'), 'listening');
  } catch {
    return false;
  }
  await once(server.close(), 'close');
  return true;
}
