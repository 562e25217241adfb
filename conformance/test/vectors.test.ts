// The vectors are no opinion of our own: the official SDKs answer the same bytes, but for what is listed here with its reason.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { OFFICIAL_ANSWERS, VECTORS_FILE, hexOf, readVectors } from '../src/vectors.ts';
import { vectorsJson } from '../vectors/all.ts';
import { streamJson } from '../vectors/stream.ts';

const MINUS_ZERO = 'its protobuf takes -0.0 for the default';
const NO_EXPIRATION = 'it leaves out that there is no expiration';
const TOKEN_FIRST = 'it writes the token before the other fields, which protobuf allows';
const ANY_TEXT = 'it takes text that is no UTF-8';

/** Names of vectors, and how the official SDK differs. */
const DEVIATIONS: Readonly<Record<keyof typeof OFFICIAL_ANSWERS, Readonly<Record<string, string>>>> = {
  Python: {
    'float -0.0': MINUS_ZERO,
    'double -0.0': MINUS_ZERO,
    'no effects': 'its reply is no bytes at all, which means the same',
  },
  JavaScript: {
    'float -0.0': MINUS_ZERO,
    'float NaN': 'it writes another NaN',
    'a float that rounds to 0': 'it looks for the default before it rounds',
    'a message that is no UTF-8': ANY_TEXT,
    'a lone surrogate in a message': ANY_TEXT,
    'a lone surrogate in a state': ANY_TEXT,
    'a lone surrogate in an id': ANY_TEXT,
    'a lone surrogate in a token': ANY_TEXT,
    'a lone surrogate in a Kafka record': ANY_TEXT,
    'a target that is no UTF-8': ANY_TEXT,
    'no state is there': NO_EXPIRATION,
    'some states are there': NO_EXPIRATION,
    'one state is missing': NO_EXPIRATION,
    'states that expire': NO_EXPIRATION,
    'a state that the function does not have': 'setting it is of no effect',
    'delayed messages and cancellations': TOKEN_FIRST,
    'everything at once': TOKEN_FIRST,
  },
};

test('the file of the vectors is what `node conformance/vectors/make.ts` writes', () => {
  assert.equal(readFileSync(VECTORS_FILE, 'utf8'), vectorsJson());
});

test('and so is the file of those of streams', () => {
  const file = new URL('../vectors/stream.json', import.meta.url);
  assert.equal(readFileSync(file, 'utf8'), streamJson());
});

test('each vector has a name of its own', () => {
  const names = readVectors().map(({ name }) => name);
  assert.equal(new Set(names).size, names.length);
});

for (const [name, answer] of Object.entries(OFFICIAL_ANSWERS)) {
  test(`the official ${name} SDK answers the same, but for what is known`, async () => {
    const vectors = readVectors();
    const answers = await answer(vectors.map(({ request }) => hexOf(request)));
    const differing = vectors.filter(
      ({ reply }, i) => answers[i] !== (reply === undefined ? undefined : hexOf(reply)),
    );
    assert.deepEqual(
      differing.map((vector) => vector.name).toSorted(),
      Object.keys(DEVIATIONS[name as keyof typeof DEVIATIONS]).toSorted(),
    );
  });
}
