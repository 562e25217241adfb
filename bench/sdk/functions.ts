import official from 'apache-flink-statefun';
import { StateFun, messageBuilder } from '@statefun-ts/sdk';
import * as compat from '@statefun-ts/sdk/compat';

/** The same functions, in one of the packages. */
export interface Service {
  handle(request: unknown, response: unknown): Promise<void>;
}

/** Counts visits in `example/person`, and keeps the last message in `example/keeper`. */
function withOfficialApi({ StateFun, messageBuilder }: typeof official): Service {
  const statefun = new StateFun();
  statefun.bind({
    typename: 'example/person',
    specs: [{ name: 'visits', type: StateFun.intType() }],
    fn(context, message) {
      const visits = ((context.storage.visits as number | null) ?? 0) + 1;
      context.storage.visits = visits;
      context.send(
        messageBuilder({ typename: 'example/greeter', id: message.asString() ?? '', value: visits }),
      );
    },
  });
  statefun.bind({
    typename: 'example/keeper',
    specs: [{ name: 'kept', type: StateFun.stringType() }],
    fn(context, message) {
      if (context.storage.kept !== message.asString()) throw new Error('it is another one');
      context.storage.kept = message.asString();
    },
  });
  return statefun;
}

function withNativeApi(): Service {
  const statefun = new StateFun();
  statefun.bind({
    typename: 'example/person',
    specs: [{ name: 'visits', type: StateFun.intType() }],
    fn(context, message) {
      const visits = (context.storage.visits ?? 0) + 1;
      context.storage.visits = visits;
      context.send(messageBuilder({ typename: 'example/greeter', id: message.asString(), value: visits }));
    },
  });
  statefun.bind({
    typename: 'example/keeper',
    specs: [{ name: 'kept', type: StateFun.stringType() }],
    fn(context, message) {
      if (context.storage.kept !== message.asString()) throw new Error('it is another one');
      context.storage.kept = message.asString();
    },
  });
  return statefun;
}

export const contenders = ['native', 'compat', 'official'] as const;
export type Contender = (typeof contenders)[number];

export const services: Readonly<Record<Contender, Service>> = {
  native: withNativeApi(),
  compat: withOfficialApi(compat as unknown as typeof official),
  official: withOfficialApi(official),
};
