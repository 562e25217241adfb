// Replies as any encoder might make them, and as a broken or hostile service might. They have the shape of a
// `FromFunction`, which is checked where they are encoded: the protocol's own tests use them too, so that they know
// nothing of its package.
import type { Random } from './random.ts';

const TEXTS = ['', 'a', 'n', 'test', 'one', 'two', 'out', 'test/text', '\0', 'a/b', '💥', 'x'.repeat(300)];
const NUMBERS = [0, 1, 50, -1, 2 ** 31, 2 ** 53, -(2 ** 53), 1e12];

const some = <T>(random: Random, make: () => T): T[] => (random.chance(0.5) ? [] : random.list(3, make));
const perhaps = <T>(random: Random, make: () => T): T | null => (random.chance(0.15) ? null : make());

const text = (random: Random): string => random.pick(TEXTS);

const address = (random: Random) => ({
  namespace: random.chance(0.7) ? 'test' : text(random),
  type: random.chance(0.7) ? random.pick(['one', 'two']) : text(random),
  id: text(random),
});

const value = (random: Random) => ({
  typename: random.chance(0.6) ? 'test/text' : text(random),
  hasValue: random.chance(0.8),
  value: Uint8Array.from(random.bytes(random.below(20))),
});

/** A reply of the right form to the functions `test/one` and `test/two`; what it says may make no sense. */
export function randomReply(random: Random) {
  if (random.chance(0.2)) return { invocationResult: null, incompleteInvocationContext: incomplete(random) };
  if (random.chance(0.05)) return { invocationResult: null, incompleteInvocationContext: null };
  return { invocationResult: result(random), incompleteInvocationContext: null };
}

const incomplete = (random: Random) => ({
  missingValues: some(random, () => ({
    stateName: text(random),
    expirationSpec: perhaps(random, () => ({
      mode: random.below(4),
      expireAfterMillis: random.pick(NUMBERS),
    })),
    typeTypename: text(random),
  })),
});

function result(random: Random) {
  const argument = () => perhaps(random, () => value(random));
  const target = () => perhaps(random, () => address(random));
  return {
    stateMutations: some(random, () => ({
      mutationType: random.below(3),
      stateName: text(random),
      stateValue: argument(),
    })),
    outgoingMessages: some(random, () => ({ target: target(), argument: argument() })),
    delayedInvocations: some(random, () => ({
      delayInMs: random.pick(NUMBERS),
      target: target(),
      argument: argument(),
      isCancellationRequest: random.chance(0.3),
      cancellationToken: text(random),
    })),
    outgoingEgresses: some(random, () => ({
      egressNamespace: random.chance(0.7) ? 'test' : text(random),
      egressType: random.chance(0.7) ? 'out' : text(random),
      argument: argument(),
    })),
  };
}

/** Makes the bytes of a reply: the protocol's codec. */
interface ReplyCodec {
  encode(reply: ReturnType<typeof randomReply>): Uint8Array;
}

/** The bytes of a reply as they should be, broken in some places, or any others. */
export function randomReplyBytes(codec: ReplyCodec, random: Random): Uint8Array {
  const whole = codec.encode(randomReply(random));
  if (random.chance(0.3)) return whole;
  if (random.chance(1 / 7)) return Uint8Array.from(random.bytes(random.below(200)));
  let broken = [...whole];
  for (let i = 1 + random.below(4); i > 0; i--) {
    const at = random.below(broken.length + 1);
    const kept = random.pick([at, at, at + 1, at + 5, broken.length]);
    const inserted = random.chance(0.5) ? [random.below(256)] : [];
    broken = [...broken.slice(0, at), ...inserted, ...broken.slice(kept)];
  }
  return Uint8Array.from(broken);
}
