import { createServer } from 'node:http';
import { StateFun, egressMessageBuilder, messageBuilder } from '@statefun-ts/sdk';

interface GreetRequest {
  readonly name: string;
  readonly visits?: number;
}

interface EgressRecord {
  readonly topic: string;
  readonly payload: string;
}

const greetRequestType = StateFun.jsonType<GreetRequest>('example/GreetRequest');
const egressRecordType = StateFun.jsonType<EgressRecord>('io.statefun.playground/EgressRecord');

export const statefun = new StateFun();

/** One instance for each person: counts the visits, and asks the greeter to say something about it. */
statefun.bind({
  typename: 'example/person',
  specs: [{ name: 'visits', type: StateFun.intType() }],
  fn(context, message) {
    const { name } = message.as(greetRequestType);
    const visits = (context.storage.visits ?? 0) + 1;
    context.storage.visits = visits;
    context.send(
      messageBuilder({
        typename: 'example/greeter',
        id: name,
        value: { name, visits },
        valueType: greetRequestType,
      }),
    );
  },
});

/** Finds the words, and sends them out. */
statefun.bind({
  typename: 'example/greeter',
  fn(context, message) {
    const { name, visits = 1 } = message.as(greetRequestType);
    const payload = greeting(name, visits);
    context.send(
      egressMessageBuilder({
        typename: 'io.statefun.playground/egress',
        value: { topic: 'greetings', payload },
        valueType: egressRecordType,
      }),
    );
  },
});

function greeting(name: string, visits: number): string {
  if (visits === 1) return `Welcome, ${name}! This is your first visit.`;
  return `Welcome back, ${name}! This is visit number ${visits}.`;
}

// `node functions.ts` serves them on their own, for a runtime that is started by `npx statefun run`.
if (import.meta.main) createServer(statefun.handler()).listen(8000, '127.0.0.1');
