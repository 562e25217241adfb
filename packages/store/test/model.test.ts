import assert from 'node:assert/strict';
import test from 'node:test';
import { Random } from '@statefun-ts/testing-support';
import type { Store } from '../src/index.ts';
import { openStore } from '../src/index.ts';
import { commitRandomly, stateOf, temporaryDirectory } from './support.ts';

for (const seed of [101, 102, 103]) {
  test(`a store answers as a map does, whatever is done to it (seed ${seed})`, async (t) => {
    const directory = temporaryDirectory(t);
    const open = (): Promise<Store> => openStore({ directory, reserveBytes: 0 });
    const random = new Random(seed);
    let store = await open();
    t.after(() => store.close());
    for (let step = 0; step < 40; step++) {
      const bytesMax = random.below(20) === 0 ? 900_000 : 400;
      const history = await commitRandomly(store, 1 + random.below(12), {
        seed: seed + step,
        keys: 60,
        bytesMax,
      });
      const state = history.get(store.epoch);
      assert.ok(state);
      if (random.below(4) === 0) {
        const epoch = store.epoch;
        await store.close();
        store = await open();
        assert.equal(store.epoch, epoch);
      }
      assert.deepEqual(await stateOf(store), state);
      for (const kind of 'amsz')
        for (let key = 0; key < 60; key++)
          assert.equal(store.get(`${kind}/${key}`)?.toString('latin1'), state.get(`${kind}/${key}`));
      const [from, to] = [
        `${'amsz'[random.below(4)]}/${random.below(60)}`,
        `${'amsz'[random.below(4)]}/${random.below(60)}`,
      ].toSorted();
      const limit = 1 + random.below(30);
      const expected = [...state.keys()].filter((key) => key >= `${from}` && key < `${to}`).toSorted();
      const scanned = await store.scan(`${from}`, `${to}`, limit);
      assert.deepEqual(
        scanned.map(({ key }) => key),
        expected.slice(0, limit),
      );
      assert.equal(store.get('never written'), undefined);
    }
  });
}
