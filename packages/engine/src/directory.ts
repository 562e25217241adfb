import { EndpointQueue, FunctionType } from './functions.ts';
import type { Endpoint, EndpointOf } from './ports.ts';

/** The function types that were met, each with the endpoint that serves it. */
export class Directory {
  readonly #endpointOf: EndpointOf;
  readonly #typesMax: number;
  /** By namespace, then name: no string is built per message. */
  readonly #types = new Map<string, Map<string, FunctionType>>();
  readonly #queues = new Map<Endpoint, EndpointQueue>();
  #count = 0;

  constructor(endpointOf: EndpointOf, typesMax: number) {
    this.#endpointOf = endpointOf;
    this.#typesMax = typesMax;
  }

  /** The function type; undefined when no endpoint serves it, or there are too many types. */
  find(namespace: string, name: string): FunctionType | undefined {
    const known = this.#types.get(namespace)?.get(name);
    if (known !== undefined) return known;
    return this.#meet(namespace, name);
  }

  /** Whether some endpoint serves the function type, in whichever shard. */
  serves(namespace: string, name: string): boolean {
    return this.#types.get(namespace)?.has(name) === true || this.#endpointOf(namespace, name) !== undefined;
  }

  #meet(namespace: string, name: string): FunctionType | undefined {
    const endpoint = this.#endpointOf(namespace, name);
    // Types that nobody serves are not remembered: whoever sends nonsense must not fill the memory.
    if (endpoint === undefined || this.#count >= this.#typesMax) return undefined;
    const queue = this.#queue(endpoint);
    queue.types++;
    const type = new FunctionType(namespace, name, queue);
    const types = this.#types.get(namespace) ?? new Map<string, FunctionType>();
    this.#types.set(namespace, types.set(name, type));
    this.#count++;
    return type;
  }

  #queue(endpoint: Endpoint): EndpointQueue {
    let queue = this.#queues.get(endpoint);
    if (queue === undefined) this.#queues.set(endpoint, (queue = new EndpointQueue(endpoint)));
    return queue;
  }

  /** How many endpoints are in use. */
  get queueCount(): number {
    return this.#queues.size;
  }

  get queues(): Iterable<EndpointQueue> {
    return this.#queues.values();
  }

  *types(): Iterable<FunctionType> {
    for (const names of this.#types.values()) for (const type of names.values()) yield type;
  }
}
