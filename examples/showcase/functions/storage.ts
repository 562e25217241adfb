import { StateFun } from '@statefun-ts/sdk';
import { greetRequestType, say } from '../values.ts';

/** Part 4: each address has states of its own. They are typed, durable, and may expire. */
export function bindStorage(statefun: StateFun): void {
  statefun.bind({
    typename: 'showcase/storage',
    specs: [
      { name: 'visits', type: StateFun.intType() },
      { name: 'last_request', type: greetRequestType },
      { name: 'remark', type: StateFun.stringType(), expireAfterCall: 10 * 60_000 },
    ],
    fn(context, message) {
      const { storage, self } = context;
      const { name } = message.as(greetRequestType);
      const last = storage.last_request?.name ?? 'nobody';
      const remark = storage.remark ?? 'gone or never there';
      // All that a function changes takes effect together with the messages that it sends, or not at all.
      storage.visits = (storage.visits ?? 0) + 1;
      storage.remark = `seen ${name}`;
      storage.last_request = name === 'nobody' ? null : { name };
      say(context, `storage of ${self.id}: visit ${storage.visits}, before: ${last}, remark: ${remark}`);
    },
  });
}
