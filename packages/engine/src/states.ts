import type { FromFunction, PersistedValue, TypedValue } from '@statefun-ts/protocol';
import { ExpireMode, MutationType, StatefunError } from '@statefun-ts/protocol';

import { compact } from './bytes.ts';
import type { FunctionType, Instance } from './functions.ts';
import { registryKey, stateKey, statePart } from './keys.ts';
import type { Limits } from './limits.ts';
import type { Overlay } from './overlay.ts';
import type { Row } from './ports.ts';
import type { Slot } from './row-cache.ts';
import { stateRow } from './rows.ts';
import type { TimerOwner, Timers } from './timers.ts';

/** A state as the function asked for it. */
export interface StateSpec {
  readonly name: string;
  readonly typename: string;
  /** `ExpireMode`. */
  readonly mode: number;
  readonly ttlMs: number;
  /** Its place among the states of its function. */
  readonly index: number;
  /** The middle of its key in the store. */
  readonly key: string;
}

/** A state's value in memory; `value` is `null` when there is none. */
export interface StateCell {
  /** Of its row. Made once, since a string is hashed once. */
  readonly key: string;
  value: Uint8Array | null;
  /** 0: never. */
  expiresAtMs: number;
  /** A timer will check the expiration. */
  expiryArmed: boolean;
  /** Of its row, in the cache. */
  slot: Slot;
}

type SpecMessage = NonNullable<FromFunction['incompleteInvocationContext']>['missingValues'][number];
type Mutation = NonNullable<FromFunction['invocationResult']>['stateMutations'][number];

/** The typename of a state whose spec names none. */
const UNSET_TYPE = 'io.statefun.types/unset';
const STATE_NAME_LENGTH_MAX = 1_000;
const CELL_OVERHEAD_BYTES = 200;

const utf8 = new TextEncoder();
const fromUtf8 = new TextDecoder();

/** The states of all addresses: registration, reading with a call, mutation, expiration. */
export class States {
  readonly #overlay: Overlay;
  readonly #timers: Timers;
  readonly #limits: Limits;
  /** The registered types, by the key of their row, in the order in which they became known. */
  readonly #types: Map<string, string>;
  /** Bytes of state in memory, of all instances. */
  cachedBytes = 0;

  /** `registry`: all rows of kind `r` that the store has. */
  constructor(overlay: Overlay, timers: Timers, limits: Limits, registry: readonly Row[]) {
    this.#overlay = overlay;
    this.#timers = timers;
    this.#limits = limits;
    this.#types = new Map(registry.map(({ key, value }) => [key, fromUtf8.decode(value)]));
  }

  /**
   * Registers what an incomplete reply asks for, and returns how many of the states are new. The first
   * expiration of a name stands until the next start; its type stands for good.
   */
  register(type: FunctionType, missing: readonly SpecMessage[]): number {
    let added = 0;
    for (const message of missing) {
      const typename = message.typeTypename || UNSET_TYPE;
      const known = type.specs.get(message.stateName)?.typename ?? this.#storedType(type, message.stateName);
      if (known !== undefined && known !== typename)
        throw typeChanged(type, message.stateName, known, typename);
      if (type.specs.has(message.stateName)) continue;
      const spec = this.#spec(type, message, typename);
      if (known === undefined) this.adopt(registryKey(type.key, spec.name), typename);
      type.specs.set(spec.name, spec);
      added++;
    }
    return added;
  }

  #spec(type: FunctionType, message: SpecMessage, typename: string): StateSpec {
    const name = message.stateName;
    if (
      name === '' ||
      name.length > STATE_NAME_LENGTH_MAX ||
      type.specs.size >= this.#limits.statesPerTypeMax
    ) {
      throw new StatefunError(
        'STATEFUN_STATE_LIMIT',
        `Function ${type.title} asks for a state that can't be registered: names have 1 to ${STATE_NAME_LENGTH_MAX} characters, and a function at most ${this.#limits.statesPerTypeMax} states`,
      );
    }
    const mode = message.expirationSpec?.mode ?? ExpireMode.NONE;
    const ttlMs = mode === ExpireMode.NONE ? 0 : (message.expirationSpec?.expireAfterMillis ?? 0);
    if (mode > ExpireMode.AFTER_INVOKE || (mode !== ExpireMode.NONE && !(ttlMs > 0))) {
      throw new StatefunError(
        'STATEFUN_STATE_EXPIRATION_INVALID',
        `State ${name} of function ${type.title} has expiration mode ${mode} after ${ttlMs} ms; the mode is 0, 1 or 2, and the time more than 0`,
      );
    }
    return { name, typename, mode, ttlMs, index: type.specs.size, key: statePart(type.key, name) };
  }

  #storedType(type: FunctionType, stateName: string): string | undefined {
    return this.#types.get(registryKey(type.key, stateName));
  }

  get types(): ReadonlyMap<string, string> {
    return this.#types;
  }

  /** A type was registered, here or in another shard. The first one stands. */
  adopt(key: string, typename: string): void {
    if (this.#types.has(key)) return;
    this.#types.set(key, typename);
    this.#overlay.put(key, utf8.encode(typename));
  }

  /** All registered states of an address, as they go out with a call. Renews those that expire after calls. */
  ship(instance: Instance, nowMs: number): PersistedValue[] {
    const { specs } = instance.type;
    const shipped = roomFor<PersistedValue>(specs.size);
    for (const spec of specs.values()) {
      const cell = this.#cell(instance, spec);
      if (cell.value !== null && cell.expiresAtMs !== 0 && cell.expiresAtMs <= nowMs) {
        this.#set(instance, cell, null);
      }
      if (cell.value !== null && spec.mode === ExpireMode.AFTER_INVOKE) {
        this.#renew(instance, spec, cell, nowMs);
        this.#put(cell);
      }
      shipped[spec.index] = { stateName: spec.name, stateValue: typedValue(spec, cell.value) };
    }
    return shipped;
  }

  /** Throws when a mutation can't be applied: then none is. */
  check(type: FunctionType, mutations: readonly Mutation[]): void {
    for (const mutation of mutations) {
      const spec = type.specs.get(mutation.stateName);
      if (spec === undefined) {
        throw new StatefunError(
          'STATEFUN_STATE_UNKNOWN',
          `Function ${type.title} changes state ${mutation.stateName}, which it never asked for; declare it in the function's specs`,
        );
      }
      if (mutation.mutationType === MutationType.DELETE) continue;
      if (mutation.mutationType !== MutationType.MODIFY) {
        throw new StatefunError(
          'STATEFUN_REPLY_INVALID',
          `Function ${type.title} answers with mutation type ${mutation.mutationType} for state ${mutation.stateName}; known are 0 (delete) and 1 (modify)`,
        );
      }
      const typename = mutation.stateValue?.typename ?? '';
      if (typename !== spec.typename) throw typeChanged(type, spec.name, spec.typename, typename);
    }
  }

  /** Applies mutations that `check` has let pass, in order. */
  apply(instance: Instance, mutations: readonly Mutation[], nowMs: number): void {
    for (const mutation of mutations) {
      const spec = instance.type.specs.get(mutation.stateName) as StateSpec;
      const cell = this.#cell(instance, spec);
      // `has_value` is not consulted, as in the original.
      const isDelete = mutation.mutationType === MutationType.DELETE;
      const value = isDelete || mutation.stateValue === null ? null : compact(mutation.stateValue.value);
      if (value !== null) this.#renew(instance, spec, cell, nowMs);
      this.#set(instance, cell, value);
    }
  }

  /** The check of an expiration is due: the value goes, or the check is set anew. */
  expire(instance: Instance, stateName: string, nowMs: number): void {
    const spec = instance.type.specs.get(stateName);
    if (spec === undefined) {
      this.expireStored(instance, stateName, nowMs);
      return;
    }
    const cell = this.#cell(instance, spec);
    if (cell.value !== null && cell.expiresAtMs > nowMs) {
      this.#timers.addExpiry(instance, stateName, cell.expiresAtMs);
      return;
    }
    cell.expiryArmed = false;
    if (cell.value === null) return;
    // The function may have set it meanwhile without an expiration.
    if (cell.expiresAtMs === 0) this.#put(cell);
    else this.#set(instance, cell, null);
  }

  /** The same for a state that no function has asked for since the start. */
  expireStored(owner: TimerOwner, stateName: string, nowMs: number): void {
    const key = stateKey(owner.partition, statePart(owner.type.key, stateName), owner.address.id);
    const row = this.#overlay.get(key);
    if (row === undefined) return;
    const { expiresAtMs, value } = stateRow.decode(row);
    if (expiresAtMs > nowMs) this.#timers.addExpiry(owner, stateName, expiresAtMs);
    else if (expiresAtMs !== 0) this.#overlay.delete(key);
    else this.#overlay.put(key, stateRow.encode({ expiresAtMs, expiryArmed: false, value }));
  }

  /** Forgets the cache of an instance; nothing is lost. */
  drop(instance: Instance): void {
    this.cachedBytes -= instance.stateBytes;
    instance.stateBytes = 0;
    instance.states = undefined;
  }

  /** A state's cell, from the cache or the store. */
  #cell(instance: Instance, spec: StateSpec): StateCell {
    const cells = (instance.states ??= roomFor<StateCell | undefined>(instance.type.specs.size));
    let cell = cells[spec.index];
    if (cell === undefined) {
      cell = this.#read(instance, spec);
      cells[spec.index] = cell;
      this.#resize(instance, (cell.value?.length ?? 0) + CELL_OVERHEAD_BYTES);
    }
    return cell;
  }

  #read(instance: Instance, spec: StateSpec): StateCell {
    const key = stateKey(instance.partition, spec.key, instance.address.id);
    const row = this.#overlay.get(key);
    const { slot } = this.#overlay;
    if (row === undefined) return { key, value: null, expiresAtMs: 0, expiryArmed: false, slot };
    const { value, expiresAtMs, expiryArmed } = stateRow.decode(row);
    return { key, value: compact(value), expiresAtMs, expiryArmed, slot };
  }

  /** Sets a value (`null`: none) with the expiration that its cell says. */
  #set(instance: Instance, cell: StateCell, value: Uint8Array | null): void {
    this.#resize(instance, (value?.length ?? 0) - (cell.value?.length ?? 0));
    cell.value = value;
    if (value !== null) {
      this.#put(cell);
      return;
    }
    // A check that is armed stays, and serves a value that is set before it comes.
    cell.expiresAtMs = 0;
    cell.slot = this.#overlay.delete(cell.key, cell.slot);
  }

  #renew(instance: Instance, spec: StateSpec, cell: StateCell, nowMs: number): void {
    cell.expiresAtMs = spec.mode === ExpireMode.NONE ? 0 : nowMs + spec.ttlMs;
    if (cell.expiresAtMs === 0 || cell.expiryArmed) return;
    this.#timers.addExpiry(instance, spec.name, cell.expiresAtMs);
    cell.expiryArmed = true;
  }

  #put(cell: StateCell): void {
    const { key, value, expiresAtMs, expiryArmed, slot } = cell;
    if (value === null) return;
    cell.slot = this.#overlay.put(key, stateRow.encode({ expiresAtMs, expiryArmed, value }), slot);
  }

  #resize(instance: Instance, bytes: number): void {
    instance.stateBytes += bytes;
    this.cachedBytes += bytes;
  }
}

/** An array for so many items: what grows from an empty one takes room for 17 with the first. */
// oxlint-disable-next-line unicorn/no-new-array
const roomFor = <T>(items: number): T[] => new Array<T>(items);

const typedValue = (spec: StateSpec, value: Uint8Array | null): TypedValue | null =>
  value === null ? null : { typename: spec.typename, hasValue: true, value };

const typeChanged = (type: FunctionType, state: string, was: string, is: string): StatefunError =>
  new StatefunError(
    'STATEFUN_STATE_TYPE_CHANGED',
    `State ${state} of function ${type.title} holds values of type ${was}, and the function now says ${is}; keep the type, or use a new name for the state`,
  );
