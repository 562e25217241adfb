// The vectors that the SDKs of all languages share (conformance/vectors): replies are equal to the byte.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, test } from 'node:test';

import * as compat from '../src/compat/index.ts';
import * as sdk from '../src/index.ts';

interface Vector {
  readonly name: string;
  readonly says: string;
  readonly request: string;
  readonly reply?: string;
  readonly error?: keyof typeof CODES;
}

const CODES = {
  request: 'STATEFUN_REQUEST_INVALID',
  function: 'STATEFUN_FUNCTION_UNBOUND',
  failed: 'STATEFUN_FUNCTION_FAILED',
} as const;

const url = new URL('../../../conformance/vectors/vectors.json', import.meta.url);
const vectors = JSON.parse(readFileSync(url, 'utf8')) as readonly Vector[];

const functionsOf = createRequire(import.meta.url)('./fixtures/vector-functions.cjs') as (api: unknown) => {
  invoke(request: Uint8Array): Promise<Uint8Array>;
};

/** Parts of hex, each of them once or, as in `78*1000`, many times. */
const bytesOf = (text: string): Buffer =>
  Buffer.concat(
    text.split(' ').map((part) => {
      const [unit = '', times = 1] = part.split('*');
      return Buffer.from(unit.repeat(Number(times)), 'hex');
    }),
  );

for (const [name, api] of Object.entries({ sdk, compat })) {
  describe(`${name}:`, () => {
    const statefun = functionsOf(api);
    for (const { name: title, says, request, reply, error } of vectors) {
      test(title, async () => {
        const answer = statefun.invoke(bytesOf(request));
        if (reply === undefined) await assert.rejects(answer, { code: CODES[error ?? 'failed'] }, says);
        else assert.ok(bytesOf(reply).equals(await answer), says);
      });
    }
  });
}
