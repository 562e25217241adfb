import { StateFun, kafkaEgressMessage } from '@statefun-ts/sdk';
import { greetRequestType, greetingsTopic } from '../values.ts';

/** Part 6: from Kafka through a function to Kafka, exactly once. The record's key is the id. */
export function bindServing(statefun: StateFun): void {
  statefun.bind({
    typename: 'showcase/serving',
    specs: [{ name: 'seen', type: StateFun.intType() }],
    fn(context, message) {
      const { name } = message.as(greetRequestType);
      const seen = (context.storage.seen ?? 0) + 1;
      context.storage.seen = seen;
      const value = `Hello ${name}, seen ${seen} ${seen === 1 ? 'time' : 'times'}!`;
      context.send(
        kafkaEgressMessage({
          typename: 'showcase/greets',
          topic: greetingsTopic,
          key: context.self.id,
          value,
        }),
      );
    },
  });
}
