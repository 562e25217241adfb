import type { Message, StateFun } from '@statefun-ts/sdk';
import { greetRequestType, pointType, say } from '../values.ts';

/** Part 1: a message says what type its value is of, and is read as that. */
export function bindTypes(statefun: StateFun): void {
  statefun.bind({
    typename: 'showcase/types',
    fn(context, message) {
      say(context, `types got ${describe(message)}`);
    },
  });
}

function describe(message: Message): string {
  if (message.isInt()) return `the int ${message.asInt()}`;
  if (message.isLong()) return `the long ${message.asLong()}`;
  if (message.isFloat()) return `the float ${message.asFloat()}`;
  if (message.isDouble()) return `the double ${message.asDouble()}`;
  if (message.isString()) return `the string ${message.asString()}`;
  if (message.isBoolean()) return `the boolean ${message.asBoolean()}`;
  if (message.is(greetRequestType)) return `a request to greet ${message.as(greetRequestType).name}`;
  if (message.is(pointType)) return `the point ${JSON.stringify(message.as(pointType))}`;
  return `${message.rawValueBytes.length} bytes of type ${message.valueTypeName}`;
}
