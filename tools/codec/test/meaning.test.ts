import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Codec } from '@statefun-ts/protocol';
import type { WireReader, WireWriter } from '@statefun-ts/protocol/wire';
import { codecOf } from '@statefun-ts/protocol/wire';
import { Random } from '@statefun-ts/testing-support';
import type { Field, Type } from 'protobufjs';
import protobuf from 'protobufjs';
import { messagesOf, nameOf } from '../emit.ts';
import { CODECS } from '../generate.ts';

const RUNS = 300;
const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const TEXTS = [
  '',
  'a',
  'io.statefun.types/long',
  'naïve',
  '漢字😀',
  'x'.repeat(64),
  'ü'.repeat(65),
  'y'.repeat(70_000),
];
const WHOLE = [0, 1, 127, 128, 300, 16_384, 2 ** 31 - 1];

const pick = <T>(random: Random, from: readonly T[]): T => from[random.below(from.length)] as T;

type Shape = Record<string, unknown>;

/** Something that a field may hold; `null` where it may hold nothing. */
function randomValue(field: Field, random: Random): unknown {
  field.resolve();
  if (field.repeated) return Array.from({ length: random.below(4) }, () => randomOne(field, random));
  if (field.resolvedType !== null && 'fields' in field.resolvedType && random.chance(0.3)) return null;
  return randomOne(field, random);
}

function randomOne(field: Field, random: Random): unknown {
  const { resolvedType, type } = field;
  if (resolvedType !== null && 'fields' in resolvedType) return randomMessage(resolvedType, random);
  if (type === 'string') return pick(random, TEXTS);
  if (type === 'bytes') return Buffer.from(pick(random, TEXTS));
  if (type === 'bool') return random.chance(0.5);
  if (type === 'double') return pick(random, [0, 1, -1.5, 1e300, 2 ** 53, -0.1]);
  if (type === 'uint32') return pick(random, [...WHOLE, 2 ** 32 - 1]);
  if (type === 'int64') return pick(random, [...WHOLE, 2 ** 32, 2 ** 53 - 1, -1, -(2 ** 40)]);
  return random.below(3);
}

/** Of a oneof, one field at most. */
function randomMessage(type: Type, random: Random): Shape {
  const kept = new Map(type.oneofsArray.map((oneof) => [oneof, pick(random, oneof.fieldsArray)]));
  return Object.fromEntries(
    type.fieldsArray.map((field) => {
      const isOut = field.partOf !== null && kept.get(field.partOf) !== field;
      return [field.name, isOut ? null : randomValue(field, random)];
    }),
  );
}

/** Without the fields that have their default, which are not on the wire. */
const plain = (value: unknown): unknown => {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).map(([name, field]) => [name, plain(field)] as const);
  return Object.fromEntries(fields.filter(([, field]) => !DEFAULTS.includes(field) && !isEmptyList(field)));
};

const DEFAULTS: readonly unknown[] = [null, 0, '', false];
const isEmptyList = (value: unknown): boolean => Array.isArray(value) && value.length === 0;

/** With a byte changed, left out, or put in. */
function broken(bytes: Uint8Array, random: Random): Buffer {
  const at = random.below(bytes.length + 1);
  const [before, behind] = [bytes.subarray(0, at), bytes.subarray(at)];
  const change = random.below(3);
  if (change === 0) return Buffer.concat([before, random.bytes(1), behind.subarray(1)]);
  return change === 1
    ? Buffer.concat([before, behind.subarray(1)])
    : Buffer.concat([before, random.bytes(2), behind]);
}

/** What comes out, or that it is refused. Text that is not UTF-8 is taken by protobufjs where a .proto file is of proto2. */
function outcomeOf(decode: () => unknown): unknown {
  try {
    const text = JSON.stringify(decode());
    return text.includes('\ufffd') ? 'refused' : JSON.parse(text);
  } catch {
    return 'refused';
  }
}

for (const { folder, name } of CODECS) {
  const protoDir = here(`../../../${folder}/proto/`);
  const protos = readdirSync(protoDir).map((file) => join(protoDir, file));
  const root = new protobuf.Root().loadSync(protos).resolveAll();
  const generated = (await import(
    pathToFileURL(here(`../../../${folder}/src/generated/${name}.ts`)).href
  )) as Record<string, unknown>;

  suite(`${folder}: what is generated means what protobufjs makes of the same .proto files`, () => {
    for (const type of messagesOf(root)) {
      const codec: Codec<Shape> = codecOf(
        generated[`encode${nameOf(type)}`] as (writer: WireWriter, message: Shape) => void,
        generated[`decode${nameOf(type)}`] as (reader: WireReader, prior: Shape | null) => Shape,
      );
      const theirs = {
        encode: (message: Shape) => type.encode(type.fromObject(message)).finish(),
        decode: (bytes: Uint8Array) => plain(type.toObject(type.decode(bytes), { longs: Number })),
      };

      test(type.fullName, () => {
        const random = new Random(1);
        for (let run = 0; run < RUNS; run++) {
          const message = randomMessage(type, random);
          const bytes = codec.encode(message);
          assert.deepEqual(plain(codec.decode(bytes)), plain(message));
          assert.deepEqual(theirs.decode(bytes), plain(message), 'protobufjs reads what is written');
          const written = theirs.encode(message);
          assert.deepEqual(plain(codec.decode(written)), plain(message), 'what protobufjs writes is read');
          // One behind the other: lists are joined, messages merged, and of all else the last counts.
          const twice = Buffer.concat([bytes, codec.encode(randomMessage(type, random))]);
          assert.deepEqual(plain(codec.decode(twice)), theirs.decode(twice));
        }
      });

      test(`${type.fullName}, when its bytes are broken`, () => {
        const random = new Random(2);
        for (let run = 0; run < RUNS; run++) {
          const bytes = broken(codec.encode(randomMessage(type, random)), random);
          assert.deepEqual(
            outcomeOf(() => plain(codec.decode(bytes))),
            outcomeOf(() => theirs.decode(bytes)),
            Buffer.from(bytes).toString('hex'),
          );
        }
      });
    }
  });
}
