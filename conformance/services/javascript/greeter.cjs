// The playground's greeter with the official JavaScript SDK. Usage: greeter.cjs PORT
const http = require('node:http');
const { StateFun, egressMessageBuilder, messageBuilder } = require('apache-flink-statefun');

const GREET_REQUEST = StateFun.jsonType('example/GreetRequest');
const EGRESS_RECORD = StateFun.jsonType('io.statefun.playground/EgressRecord');

const statefun = new StateFun();

statefun.bind({
  typename: 'example/person',
  specs: [{ name: 'visits', type: StateFun.intType() }],
  fn(context, message) {
    const visits = (context.storage.visits ?? 0) + 1;
    context.storage.visits = visits;
    const request = { ...message.as(GREET_REQUEST), visits };
    context.send(
      messageBuilder({
        typename: 'example/greeter',
        id: request.name,
        value: request,
        valueType: GREET_REQUEST,
      }),
    );
  },
});

statefun.bind({
  typename: 'example/greeter',
  fn(context, message) {
    const { name, visits } = message.as(GREET_REQUEST);
    const record = { topic: 'greetings', payload: `Hello ${name} for the ${visits}. time` };
    context.send(
      egressMessageBuilder({
        typename: 'io.statefun.playground/egress',
        value: record,
        valueType: EGRESS_RECORD,
      }),
    );
  },
});

statefun.bind({
  typename: 'example/reminder',
  fn(context, message) {
    if (message.as(GREET_REQUEST).name !== 'start') {
      context.cancelDelayedMessage('flow-1234');
      return;
    }
    const value = { name: context.self.id, visits: 0 };
    const late = messageBuilder({
      typename: 'example/greeter',
      id: 'reminder',
      value,
      valueType: GREET_REQUEST,
    });
    context.sendAfter(1000, late, 'flow-1234');
  },
});

const handler = statefun.handler();
const server = http.createServer((request, response) => void handler(request, response));
server.listen(Number(process.argv[2]), '127.0.0.1', () =>
  console.log(JSON.stringify({ port: server.address().port })),
);
