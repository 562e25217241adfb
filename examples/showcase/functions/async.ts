import type { StateFun } from '@statefun-ts/sdk';
import { setTimeout as delay } from 'node:timers/promises';
import { greetRequestType, say } from '../values.ts';

/** Part 5: a function may wait for other services. Only its own address waits with it. */
export function bindAsync(statefun: StateFun): void {
  statefun.bind({
    typename: 'showcase/async',
    async fn(context, message) {
      const { name } = message.as(greetRequestType);
      const [greeting, food] = await Promise.all([findGreeting(name), findFood(name)]);
      say(context, `async found for ${name}: ${greeting} and ${food}`);
    },
  });
}

/** Stand for calls to other services. */
const findGreeting = (name: string): Promise<string> => delay(20, name.length > 3 ? 'Good day' : 'Hi');
const findFood = (name: string): Promise<string> => delay(30, name.length > 3 ? 'pasta' : 'rice');
