import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isPem, pemBlocks } from '../src/pem.ts';

const body = 'A'.repeat(64) + 'B'.repeat(10);
const proper = `-----BEGIN CERTIFICATE-----\n${'A'.repeat(64)}\n${'B'.repeat(10)}\n-----END CERTIFICATE-----`;

test('line breaks that a property lost are put back, and blocks keep their order', () => {
  const oneLine = `-----BEGIN CERTIFICATE-----${body}-----END CERTIFICATE-----`;
  const blanks = proper.replaceAll('\n', ' ');
  assert.equal(pemBlocks(oneLine), proper);
  assert.equal(pemBlocks(blanks), proper);
  const key = oneLine.replaceAll('CERTIFICATE', 'ENCRYPTED PRIVATE KEY');
  assert.equal(
    pemBlocks(`Bag Attributes\n${key} ${proper}`),
    `${proper.replaceAll('CERTIFICATE', 'ENCRYPTED PRIVATE KEY')}\n${proper}`,
  );
});

test('a proper block, and one with headers, stays as it is', () => {
  const old =
    '-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\nAAAA\n-----END RSA PRIVATE KEY-----';
  assert.equal(pemBlocks(proper), proper);
  assert.equal(pemBlocks(old), old);
});

test('what has no block is no PEM', () => {
  assert.equal(isPem(proper), true);
  assert.equal(isPem('-----BEGIN CERTIFICATE-----'), false);
  assert.equal(isPem(''), false);
});
