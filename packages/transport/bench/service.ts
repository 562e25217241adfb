import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

/** A function service that answers with no effects, `--delay` ms late: `node bench/service.ts [PORT] [DELAY_MS]`. */
const port = Number(process.argv[2] ?? 18_000);
const delayMs = Number(process.argv[3] ?? 0);
const EMPTY_RESULT = Buffer.from([0xa2, 0x06, 0x00]);

createServer((request, response) => {
  request.resume().on('end', () => void answer());
  async function answer(): Promise<void> {
    if (delayMs > 0) await sleep(delayMs);
    response.writeHead(200, { 'content-type': 'application/octet-stream' }).end(EMPTY_RESULT);
  }
}).listen(port, '127.0.0.1');
