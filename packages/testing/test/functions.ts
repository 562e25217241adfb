import { StateFun, egressMessageBuilder, kafkaEgressMessage, messageBuilder } from '@statefun-ts/sdk';

/** A small application: people are greeted and counted, and forgotten when they stay away. */
export const statefun = new StateFun();

const greets = 'example/greets';
const hourMs = 3_600_000;

export const person = statefun.bind({
  typename: 'example/person',
  specs: [
    { name: 'visits', type: StateFun.intType() },
    { name: 'last', type: StateFun.stringType(), expireAfterWrite: hourMs },
  ],
  fn(context, message) {
    const text = message.asString();
    if (text === 'fail') throw new Error('not today');
    const visits = (context.storage.visits ?? 0) + 1;
    context.storage.visits = visits;
    const value = `${context.self.id} said ${text}, before: ${context.storage.last ?? 'nothing'}`;
    context.storage.last = text;
    context.send(messageBuilder({ typename: 'example/greeter', id: 'the', value }));
  },
});

export const greeter = statefun.bind({
  typename: 'example/greeter',
  async fn(context, message) {
    await new Promise((resolve) => setImmediate(resolve));
    const value = message.asString();
    context.send(egressMessageBuilder({ typename: greets, value, valueType: StateFun.stringType() }));
  },
});

export const reminder = statefun.bind({
  typename: 'example/reminder',
  specs: [{ name: 'pending', type: StateFun.booleanType() }],
  fn(context, message) {
    if (message.isBoolean()) {
      context.storage.pending = null;
      const caller = context.caller?.toString() ?? 'nobody';
      context.send(
        kafkaEgressMessage({ typename: greets, topic: 'reminders', key: context.self.id, value: caller }),
      );
    } else if (message.asString() === 'cancel') {
      context.cancelDelayedMessage('reminder');
    } else {
      context.storage.pending = true;
      const { typename, id } = context.self;
      context.sendAfter(hourMs, messageBuilder({ typename, id, value: true }), 'reminder');
    }
  },
});

statefun.bind({
  typename: 'example/endless',
  fn: (context, message) => context.send(message),
});

statefun.bind({
  typename: 'example/stuck',
  fn: () => new Promise(() => undefined),
});
