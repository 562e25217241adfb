import assert from 'node:assert/strict';
import test from 'node:test';
import { Random } from '@statefun-ts/testing-support';

import { Overlay } from '../src/overlay.ts';

const bytes = (text: string): Uint8Array => Buffer.from(text);
const textOf = (value: Uint8Array | undefined): string | undefined => value && Buffer.from(value).toString();

/** A log in memory, and the overlay over it. */
class World {
  readonly rows = new Map<string, Uint8Array>();
  reads = 0;
  readonly overlay: Overlay;

  constructor(cacheBytesMax: number) {
    const get = (key: string): Uint8Array | undefined => {
      this.reads++;
      return this.rows.get(key);
    };
    this.overlay = new Overlay({ get }, cacheBytesMax);
  }

  commit(): void {
    for (const [key, value] of this.overlay.seal()) {
      if (value === null) this.rows.delete(key);
      else this.rows.set(key, value);
    }
    this.overlay.committed();
  }
}

test('the log is asked once for what is read again and again, and changes are seen at once', () => {
  const world = new World(64 * 1024);
  const { overlay } = world;
  world.rows.set('a', bytes('1'));
  const read = (): (string | undefined)[] => ['a', 'b'].map((key) => textOf(overlay.get(key)));
  for (let time = 0; time < 3; time++) assert.deepEqual(read(), ['1', undefined]);
  overlay.delete('a');
  overlay.put('b', bytes('2'));
  for (let time = 0; time < 3; time++) assert.deepEqual(read(), [undefined, '2']);
  world.commit();
  for (let time = 0; time < 3; time++) assert.deepEqual(read(), [undefined, '2']);
  assert.equal(world.reads, 2);
});

for (const cacheBytesMax of [0, 2_000, 256 * 1024]) {
  test(`reads see the last write, in whichever epoch it is (${cacheBytesMax} bytes of cache)`, () => {
    const random = new Random(7);
    const world = new World(cacheBytesMax);
    const { overlay } = world;
    const now = new Map<string, string>();
    let sealed: ReturnType<Overlay['seal']> | undefined;
    for (let step = 0; step < 30_000; step++) {
      const key = `key ${random.below(200)}`;
      const what = random.below(20);
      if (what < 8) {
        assert.equal(textOf(overlay.get(key)), now.get(key));
      } else if (what < 15) {
        const text = `${step}`.repeat(1 + random.below(20));
        overlay.put(key, bytes(text));
        now.set(key, text);
      } else if (what < 18) {
        overlay.delete(key);
        now.delete(key);
      } else if (sealed === undefined) {
        sealed = overlay.seal();
      } else {
        for (const [name, value] of sealed) {
          if (value === null) world.rows.delete(name);
          else world.rows.set(name, value);
        }
        overlay.committed();
        sealed = undefined;
      }
    }
  });
}
