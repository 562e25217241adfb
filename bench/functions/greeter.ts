// What bench/peers/fn does, as functions in the process of the runtime.
import { StateFun, kafkaEgressMessage } from '@statefun-ts/sdk';

const statefun = new StateFun();
statefun.bind({
  typename: 'peer/greeter',
  specs: [{ name: 'seen_count', type: StateFun.safeLongType() }],
  fn(context, message) {
    const count = (context.storage.seen_count ?? 0) + 1;
    context.storage.seen_count = count;
    const value = `${message.asString()}|${count}`;
    context.send(kafkaEgressMessage({ typename: 'peer/out', topic: 'out', key: context.self.id, value }));
  },
});
export default statefun;
