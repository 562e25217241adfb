import assert from 'node:assert/strict';
import { test } from 'node:test';
import { jaasEntry } from '../src/jaas.ts';

test('the login module and its options are read, quoted in whichever way', () => {
  const text = String.raw`org.apache.kafka.common.security.scram.ScramLoginModule required
    username="alice" password="a \"q\" ; = \\ 'x'" note='b "c"' tokenauth=true;`;
  const { module, options } = jaasEntry(text);
  assert.equal(module, 'org.apache.kafka.common.security.scram.ScramLoginModule');
  assert.deepEqual(
    [...options],
    [
      ['username', 'alice'],
      ['password', String.raw`a "q" ; = \ 'x'`],
      ['note', 'b "c"'],
      ['tokenauth', 'true'],
    ],
  );
});

test('nothing is read of nothing', () => {
  assert.deepEqual(jaasEntry(''), { module: '', options: new Map() });
});
