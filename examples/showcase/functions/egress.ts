import type { StateFun } from '@statefun-ts/sdk';
import { kafkaEgressMessage } from '@statefun-ts/sdk';
import { greetRequestType, greetingsTopic, say } from '../values.ts';

/** Part 3: records leave through egresses. Kafka's have a builder of their own; others take a value of a type. */
export function bindEgress(statefun: StateFun): void {
  statefun.bind({
    typename: 'showcase/egress',
    fn(context, message) {
      const { name } = message.as(greetRequestType);
      context.send(
        kafkaEgressMessage({
          typename: 'showcase/greets',
          topic: greetingsTopic,
          key: name,
          value: `Bye ${name}!`,
        }),
      );
      // `say` sends to the playground's egress, by egressMessageBuilder.
      say(context, `egress sent a record to Kafka for ${name}`);
    },
  });
}
