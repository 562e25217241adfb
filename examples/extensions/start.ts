import { connect } from '@nats-io/transport-node';
import { jetstreamManager } from '@nats-io/jetstream';
import { startNatsServer } from '@statefun-ts/nats-server';
import { join } from 'node:path';
import { main } from 'statefun';
import { serve } from './service.ts';

const PORT = 4222;
const data = join(import.meta.dirname, '.statefun');

// A server of NATS, which you would have already.
const server = await startNatsServer({
  port: PORT,
  directory: join(data, 'nats'),
  onBuild: () => console.error('building a NATS server, once: some twenty seconds'),
});
const nats = await connect({ servers: server.address });
const streams = (await jetstreamManager(nats)).streams;
await streams.add({ name: 'names', subjects: ['names.*'] });
await streams.add({ name: 'greetings', subjects: ['greetings.*'] });

// The functions, which could run anywhere.
void serve(nats);

// The runtime. It gets the extension by its module.yaml.
const flags = ['--module', join(import.meta.dirname, 'module.yaml'), '--data', join(data, 'store')];
process.exitCode = await main(['run', ...flags, ...process.argv.slice(2)], {
  onReady: () =>
    console.error(
      `\nSend a name, and read the greetings (in another terminal, here):\n\n` +
        `  node try.ts Ada\n\n` +
        `It publishes to names.Ada, and prints what comes to greetings.Ada.\n`,
    ),
});
await nats.close();
await server.stop();
