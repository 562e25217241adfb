// Serves typescript/greeter on 127.0.0.1 and the port 8004, or $PORT.
import { createServer } from 'node:http';
import { StateFun, egressMessageBuilder } from '@statefun-ts/sdk';

/** What the functions pass along: whom it is for, and who has signed it. */
interface Greeting {
  readonly name: string;
  readonly from: readonly string[];
}

interface EgressRecord {
  readonly topic: string;
  readonly payload: string;
}

const greetingType = StateFun.jsonType<Greeting>('example/Greeting');
const egressRecordType = StateFun.jsonType<EgressRecord>('io.statefun.playground/EgressRecord');

const statefun = new StateFun();

/** Signs a greeting that the function in Java sends, and sends it out. */
statefun.bind({
  typename: 'typescript/greeter',
  specs: [{ name: 'seen', type: StateFun.intType() }],
  fn(context, message) {
    const { name, from } = message.as(greetingType);
    const seen = (context.storage.seen ?? 0) + 1;
    context.storage.seen = seen;
    const payload = `Hello ${name}, from ${from.join(', ')} and TypeScript (${seen})!`;
    context.send(
      egressMessageBuilder({
        typename: 'io.statefun.playground/egress',
        value: { topic: 'greetings', payload },
        valueType: egressRecordType,
      }),
    );
  },
});

createServer(statefun.handler()).listen(Number(process.env['PORT'] ?? 8004), '127.0.0.1');
