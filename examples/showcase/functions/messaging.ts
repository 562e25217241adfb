import type { Type } from '@statefun-ts/sdk';
import { StateFun, messageBuilder } from '@statefun-ts/sdk';
import { greetRequestType, pointType, say } from '../values.ts';

/** Part 2: functions send messages: to other functions and to themselves, now and later. */
export function bindMessaging(statefun: StateFun): void {
  statefun.bind({
    typename: 'showcase/messaging',
    fn(context, message) {
      if (message.isString()) {
        say(context, `messaging got from ${context.caller?.typename ?? 'outside'}: ${message.asString()}`);
        return;
      }
      const to = { typename: 'showcase/types', id: 'everything' };
      const send = <T>(value: T, valueType: Type<T>): void =>
        context.send(messageBuilder({ ...to, value, valueType }));

      // What type these are is plain to see ...
      context.send(messageBuilder({ ...to, value: 'text' }));
      context.send(messageBuilder({ ...to, value: true }));
      context.send(messageBuilder({ ...to, value: 42 }));
      context.send(messageBuilder({ ...to, value: 2n ** 62n }));
      // ... and of these you say it.
      send(0.5, StateFun.floatType());
      send(0.1, StateFun.doubleType());
      send({ name: 'Joe' }, greetRequestType);
      send({ x: 1, y: -1 }, pointType);
      // Messages of any type can be passed on as they are.
      context.send(messageBuilder({ ...to, value: message.rawValueBytes, valueType: anyType }));

      const me = { typename: context.self.typename, id: context.self.id };
      context.send(messageBuilder({ ...me, value: 'a word to myself' }));
      // It comes even when all is restarted in between. With a token it can be called back.
      context.sendAfter(1_000, messageBuilder({ ...me, value: 'a second has passed' }));
      context.sendAfter(500, messageBuilder({ ...me, value: 'this never comes' }), 'a token');
      context.cancelDelayedMessage('a token');
    },
  });
}

const anyType = StateFun.customType<Uint8Array>(
  'showcase/bytes',
  (bytes) => bytes,
  (bytes) => bytes,
);
