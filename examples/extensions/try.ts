// node try.ts NAME: publishes to names.NAME, and prints what comes to greetings.NAME.
import { connect } from '@nats-io/transport-node';
import { jetstream } from '@nats-io/jetstream';

const name = process.argv[2] ?? 'Ada';
const nats = await connect({ servers: '127.0.0.1:4222' });
const greeting = nats.subscribe(`greetings.${name}`, { max: 1 });
await jetstream(nats).publish(`names.${name}`);
for await (const { data } of greeting) console.log(new TextDecoder().decode(data));
await nats.close();
