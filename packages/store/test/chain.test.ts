import assert from 'node:assert/strict';
import test from 'node:test';
import type { Header } from '../src/chain.ts';
import { Chain, ChainCheck, decodeHeader, genesisDigest } from '../src/chain.ts';
import { headerKey } from '../src/rows.ts';

const WRITE_BUFFER_BYTES = 1000;

/** Header rows as a store would hold them after `epochs` epochs of `bytes` each. */
function headersAfter(epochs: number, bytes: number): Map<number, Header> {
  const digest = genesisDigest('x');
  const rows = new Map<string, Buffer>();
  const chain = new Chain({ epoch: 0, digest, firstKept: 0 }, WRITE_BUFFER_BYTES);
  for (let epoch = 1; epoch <= epochs; epoch++) {
    const link = chain.next(epoch, Buffer.from(`writes of ${epoch}`), bytes);
    rows.set(link.key, link.row);
    for (const key of link.trimmed) rows.delete(key);
    chain.taken(epoch, link);
  }
  const headers = new Map<number, Header>();
  for (let epoch = 1; epoch <= epochs; epoch++) {
    const row = rows.get(headerKey(epoch));
    if (row) headers.set(epoch, decodeHeader(row));
  }
  return headers;
}

function check(headers: ReadonlyMap<number, Header>): number {
  const check = new ChainCheck();
  for (const [epoch, header] of headers) check.add(epoch, header);
  return check.finish('directory').epoch;
}

test('any kept header that is lost is a gap, and so is one of another history', () => {
  const headers = headersAfter(200, 30);
  assert.equal(check(headers), 200);
  for (let epoch = headers.get(200)?.firstKept ?? 0; epoch < 200; epoch++) {
    const damaged = new Map(headers);
    damaged.delete(epoch);
    assert.throws(() => check(damaged), {
      code: 'STATEFUN_STORE_GAP',
      message: new RegExp(`directory has a gap: epoch ${epoch} is missing, while its last epoch is 200`),
    });
  }
  const mixed = new Map(headers);
  mixed.set(190, { ...(headers.get(190) as Header), previous: genesisDigest('another') });
  assert.throws(() => check(mixed), { code: 'STATEFUN_STORE_GAP', message: /epoch 190 does not follow/ });
  assert.throws(() => check(new Map()), { code: 'STATEFUN_STORE_GAP', message: /no header at all/ });
});

test('headers that are left over from before the kept ones do no harm', () => {
  const headers = headersAfter(200, 30);
  const digest = genesisDigest('old');
  const older = [1, 2, 7].map((epoch) => [epoch, { previous: digest, digest, firstKept: 0 }] as const);
  assert.equal(check(new Map([...older, ...headers])), 200);
});

test('headers are kept for at least two write buffers, and not for much longer', () => {
  for (const bytes of [1, 7, 30, 400, 999, 1000, 1001, 5000]) {
    const headers = headersAfter(20_000, bytes);
    const kept = headers.size;
    const perBuffer = Math.floor(WRITE_BUFFER_BYTES / (bytes + 66)) + 1;
    assert.ok(kept >= 2 * perBuffer, `${bytes} bytes an epoch: ${kept} kept, ${perBuffer} fill a buffer`);
    assert.ok(kept <= 3 * perBuffer + 4, `${bytes} bytes an epoch: ${kept} kept, ${perBuffer} fill a buffer`);
    assert.equal(headers.get(20_000)?.firstKept, 20_000 - kept + 1, 'the newest header knows the first one');
  }
});
