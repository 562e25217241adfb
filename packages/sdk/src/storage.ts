import { StatefunError } from '@statefun-ts/protocol';
import { changeCell } from './batch.ts';
import type { Invocation } from './invocation.ts';
import type { Type } from './type.ts';
import { fromTypedValue, toTypedValue } from './typed-value.ts';
import type { ValueSpec } from './value-spec.ts';

/**
 * The states of an address as properties: reading gives the value, or `null` when there is none; writing
 * sets it, and writing `null` deletes it. Values are read and written as a whole: changing an object that
 * was read changes nothing until it is written back.
 */
export type Storage<Specs extends readonly ValueSpec[]> = {
  [Spec in Specs[number] as Spec['name']]: (Spec['type'] extends Type<infer T> ? T : never) | null;
};

/** Makes the storage objects of one function. Names that are not states throw STATEFUN_STATE_UNDECLARED. */
export function storageFactory(
  typename: string,
  specs: readonly ValueSpec[],
): (invocation: Invocation) => object {
  const names = specs.map(({ name }) => name);
  const indexOf = new Map(names.map((name, index) => [name, index]));

  const find = (name: string): number => {
    const index = indexOf.get(name);
    if (index !== undefined) return index;
    throw new StatefunError(
      'STATEFUN_STATE_UNDECLARED',
      `${typename} has no state ${JSON.stringify(name)}. Its specs declare: ${names.join(', ') || 'none'}.`,
    );
  };

  const handler: ProxyHandler<Invocation> = {
    get: (invocation, name) =>
      isOfAnyObject(name) && !indexOf.has(name as string)
        ? (Reflect.get(Object.prototype, name) as unknown)
        : readState(invocation, find(name as string)),
    set: (invocation, name, value) => writeState(invocation, find(String(name)), value),
    deleteProperty: (invocation, name) => writeState(invocation, find(String(name)), null),
    has: (_invocation, name) => indexOf.has(name as string),
    ownKeys: () => names,
    getOwnPropertyDescriptor(invocation, name) {
      const index = indexOf.get(name as string);
      if (index === undefined) return undefined;
      return { value: readState(invocation, index), writable: true, enumerable: true, configurable: true };
    },
    defineProperty: () => false,
    setPrototypeOf: () => false,
    getPrototypeOf: () => Object.prototype,
  };
  return (invocation) => new Proxy(invocation, handler);
}

/** What the language itself looks up on any object: not a misspelt state. */
const isOfAnyObject = (name: string | symbol) =>
  typeof name === 'symbol' || name in Object.prototype || name === 'then' || name === 'toJSON';

function readState(invocation: Invocation, index: number): unknown {
  const { batch, cell } = cellOf(invocation, index);
  if (cell.value === null) return null;
  const { name, type } = cell.spec;
  return fromTypedValue(cell.value, type, () => `The state ${name} of ${batch.self.toString()}`);
}

function writeState(invocation: Invocation, index: number, value: unknown): true {
  const { cell } = cellOf(invocation, index);
  const absent = value === null || value === undefined;
  changeCell(cell, absent ? null : toTypedValue(value, cell.spec.type));
  return true;
}

function cellOf(invocation: Invocation, index: number) {
  const batch = invocation.batch();
  const cell = batch.cells[index];
  if (cell === undefined) throw new Error(`no cell ${index} in ${batch.cells.length}`);
  return { batch, cell };
}
