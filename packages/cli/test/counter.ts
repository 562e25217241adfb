import { StateFun, egressMessageBuilder } from '@statefun-ts/sdk';

interface EgressRecord {
  readonly topic: string;
  readonly payload: string;
}

const recordType = StateFun.jsonType<EgressRecord>('io.statefun.playground/EgressRecord');

/** `example/counter` counts its messages and sends `<id> <count>`; each call waits for `before`. */
export function counter(before: () => Promise<void> = () => Promise.resolve()): StateFun {
  const statefun = new StateFun();
  statefun.bind({
    typename: 'example/counter',
    specs: [{ name: 'seen', type: StateFun.intType() }],
    async fn(context) {
      await before();
      const seen = (context.storage.seen ?? 0) + 1;
      context.storage.seen = seen;
      context.send(
        egressMessageBuilder({
          typename: 'io.statefun.playground/egress',
          value: { topic: 'counts', payload: `${context.self.id} ${seen}` },
          valueType: recordType,
        }),
      );
    },
  });
  return statefun;
}
