// What the compiler knows. `npm run typecheck` proves it: an unused `@ts-expect-error` is an error.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { StateFun, messageBuilder } from '../src/index.ts';
import type { FunctionOptions, ValueSpec } from '../src/index.ts';

type IsAny<A> = 0 extends 1 & A ? true : false;
type Equal<A, B> = IsAny<A> extends true ? false : [A, B] extends [B, A] ? true : false;
const same = <A, B>(_proof: Equal<A, B>): void => undefined;

interface Profile {
  readonly name: string;
}

test('context.storage has the names and types of the specs, without `as const`', () => {
  const statefun = new StateFun();
  statefun.bind({
    typename: 'example/inferred',
    specs: [
      { name: 'visits', type: StateFun.intType() },
      { name: 'seen', type: StateFun.longType(), expireAfterCall: 1000 },
      { name: 'seenMs', type: StateFun.safeLongType() },
      { name: 'on', type: StateFun.booleanType() },
      { name: 'ratio', type: StateFun.doubleType() },
      { name: 'label', type: StateFun.stringType() },
      { name: 'profile', type: StateFun.jsonType<Profile>('example/Profile') },
    ],
    fn({ storage }, message) {
      same<typeof storage.visits, number | null>(true);
      same<typeof storage.seen, bigint | null>(true);
      same<typeof storage.seenMs, number | null>(true);
      same<typeof storage.on, boolean | null>(true);
      same<typeof storage.ratio, number | null>(true);
      same<typeof storage.label, string | null>(true);
      same<typeof storage.profile, Profile | null>(true);
      same<ReturnType<typeof message.asString>, string>(true);
      storage.visits = (storage.visits ?? 0) + 1;
      storage.visits = null;
      storage.profile = { name: 'Bob' };
      // @ts-expect-error a string is not a number
      storage.visits = 'one';
      // @ts-expect-error it may be null
      storage.visits += 1;
      // @ts-expect-error not a field of Profile
      storage.profile = { nam: 'Bob' };
      // @ts-expect-error not among the specs
      storage.visit = 1;
      // @ts-expect-error a bigint is wanted
      storage.seen = 1;
    },
  });
  assert.ok(statefun);
});

test('the order of the properties does not matter, and functions may be async', () => {
  const statefun = new StateFun();
  statefun.bind({
    async fn(context) {
      same<typeof context.storage.visits, number | null>(true);
      await Promise.resolve();
    },
    specs: [{ name: 'visits', type: StateFun.intType() }],
    typename: 'example/inferred',
  });
  assert.ok(statefun);
});

test('without specs the storage has nothing', () => {
  const statefun = new StateFun();
  statefun.bind({
    typename: 'example/inferred',
    fn({ storage }) {
      // @ts-expect-error no state is declared
      void storage.visits;
    },
  });
  assert.ok(statefun);
});

test('specs may be kept in a constant and options be passed on', () => {
  const visits = { name: 'visits', type: StateFun.intType() } as const;
  const specs = [visits] as const satisfies readonly ValueSpec[];
  const options: FunctionOptions<typeof specs> = {
    typename: 'example/inferred',
    specs,
    fn({ storage }) {
      same<typeof storage.visits, number | null>(true);
    },
  };
  new StateFun().bind(options);
  assert.equal(options.specs?.[0], visits);
});

test('the value of a message fits its type', () => {
  const to = { typename: 'example/greeter', id: 'x' };
  messageBuilder({ ...to, value: 'text' });
  messageBuilder({ ...to, value: { name: 'Bob' }, valueType: StateFun.jsonType<Profile>('example/Profile') });
  assert.throws(() => {
    // @ts-expect-error a number is no string
    messageBuilder({ ...to, value: 1, valueType: StateFun.stringType() });
  });
  assert.throws(() => {
    // @ts-expect-error an object needs a type
    messageBuilder({ ...to, value: { name: 'Bob' } });
  });
});
