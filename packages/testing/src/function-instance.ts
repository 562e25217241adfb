import type {
  InvocationBatchRequest,
  InvocationResponse,
  PersistedValueMutation,
  TypedValue,
} from '@statefun-ts/protocol';
import { MutationType, StatefunError, fromFunctionCodec, toFunctionCodec } from '@statefun-ts/protocol';
import type { FunctionRef, Message, MessageValue, Storage, ValueSpec } from '@statefun-ts/sdk';
import { Address, messageBuilder } from '@statefun-ts/sdk';
import type { Effects } from './effects.ts';
import { toEffects } from './effects.ts';
import type { FunctionService } from './function-service.ts';

/** A message to the instance; without a caller it comes from an ingress. */
export type CallOptions<T> = MessageValue<T> & { readonly caller?: Address };

/**
 * One address of a function, called in memory. It keeps its states from call to call, as the runtime does;
 * they do not expire by themselves. Requests and replies go through their wire format.
 *
 *     const bob = new FunctionInstance(statefun, person, 'Bob');
 *     bob.state.visits = 41;
 *     const { messages } = await bob.call({ value: 'Hi' });
 *     assert.equal(bob.state.visits, 42);
 *     assert.equal(messages[0]?.asString(), 'Welcome back');
 */
export class FunctionInstance<const Specs extends readonly ValueSpec[] = readonly ValueSpec[]> {
  readonly address: Address;
  /** The states: `null` without a value. Set them to begin with a state, or to `null` as if it had expired. */
  readonly state: Storage<Specs>;
  readonly #service: FunctionService;
  readonly #values: Map<string, TypedValue | null>;

  /**
   * The function is what `bind` returned, or a type name: then the types of its states are not known to the
   * compiler. Throws STATEFUN_FUNCTION_UNBOUND or STATEFUN_ADDRESS_INVALID.
   */
  constructor(service: FunctionService, ref: FunctionRef<Specs> | string, id: string) {
    const typename = typeof ref === 'string' ? ref : ref.typename;
    this.address = Address.fromTypeNameId(typename, id);
    this.#service = service;
    const bound = service.functionSpecs();
    const specs = bound.get(typename);
    if (specs === undefined) throw unbound(typename, [...bound.keys()]);
    this.#values = new Map(specs.map(({ name }) => [name, null]));
    this.state = stateOf(specs, this.#values) as Storage<Specs>;
  }

  /**
   * Calls the function with one message. Rejects with STATEFUN_FUNCTION_FAILED when it throws, what it threw being
   * the `cause`; then no state has changed.
   */
  call<T = never>({ caller, ...value }: CallOptions<T>): Promise<Effects> {
    const to = { typename: this.address.typename, id: this.address.id };
    return this.callBatch([messageBuilder({ ...to, ...value })], caller);
  }

  /** Calls the function with several messages in one request, as `call` does with one. Only their values count. */
  async callBatch(messages: readonly Pick<Message, 'typedValue'>[], caller?: Address): Promise<Effects> {
    const from = caller === undefined ? null : caller.toWire();
    const reply = await this.#invoke({
      target: this.address.toWire(),
      state: Array.from(this.#values, ([stateName, stateValue]) => ({ stateName, stateValue })),
      invocations: messages.map(({ typedValue }) => ({ caller: from, argument: typedValue })),
    });
    for (const mutation of reply.stateMutations) this.#apply(mutation);
    return toEffects(reply);
  }

  async #invoke(invocation: InvocationBatchRequest): Promise<InvocationResponse> {
    const reply = fromFunctionCodec.decode(
      await this.#service.invoke(toFunctionCodec.encode({ invocation })),
    );
    if (reply.invocationResult !== null) return reply.invocationResult;
    throw new Error(`${this.address.toString()} asks for states that its specs do not have`);
  }

  #apply({ mutationType, stateName, stateValue }: PersistedValueMutation): void {
    this.#values.set(stateName, mutationType === MutationType.MODIFY ? stateValue : null);
  }
}

/** An object with a property for each state, that reads and writes its value. */
function stateOf(specs: readonly ValueSpec[], values: Map<string, TypedValue | null>): object {
  const state = {};
  for (const { name, type } of specs) {
    Object.defineProperty(state, name, {
      enumerable: true,
      get: () => {
        const value = values.get(name) ?? null;
        return value === null ? null : type.decode(value.value);
      },
      set: (value: unknown) => {
        const isAbsent = value === null || value === undefined;
        const { typename } = type;
        values.set(name, isAbsent ? null : { typename, hasValue: true, value: type.encode(value) });
      },
    });
  }
  return Object.seal(state);
}

const unbound = (typename: string, bound: readonly string[]) =>
  new StatefunError(
    'STATEFUN_FUNCTION_UNBOUND',
    `No function is bound as ${typename}. Bound are: ${bound.join(', ') || 'none'}.`,
  );
