import type { Endpoint, EndpointOf } from '@statefun-ts/engine';
import { formatTypeName } from '@statefun-ts/protocol';
import type { FunctionFigures } from './function-stats.ts';
import { FunctionStats } from './function-stats.ts';

/** Function types with metrics of their own: anybody who may send may name new ones under `ns/*`. */
const TYPES_MAX = 200;
const NAME_LENGTH_MAX = 200;
/** What all other types are counted under. No type name lacks a slash. */
export const OTHERS = '(others)';

/** The figures of each function type, taken where its calls pass. */
export class FunctionMetrics {
  /** By type name, as `ns/name`; further types are all counted as `OTHERS`. */
  readonly byType = new Map<string, FunctionStats>();
  readonly #metered = new Map<Endpoint, Endpoint>();

  /** The same endpoints, with their calls counted. */
  meter(endpointOf: EndpointOf): EndpointOf {
    return (namespace, type) => {
      const endpoint = endpointOf(namespace, type);
      return endpoint && this.#meteredEndpoint(endpoint);
    };
  }

  /** To be called every `SAMPLE_EVERY_MS`. */
  sample(): void {
    for (const stats of this.byType.values()) stats.sample();
  }

  figures(): Map<string, FunctionFigures> {
    return new Map([...this.byType].map(([type, stats]) => [type, stats.figures()]));
  }

  #meteredEndpoint(endpoint: Endpoint): Endpoint {
    let metered = this.#metered.get(endpoint);
    if (metered === undefined) {
      metered = { ...endpoint, transport: this.#meteredTransport(endpoint.transport) };
      this.#metered.set(endpoint, metered);
    }
    return metered;
  }

  #meteredTransport(transport: Endpoint['transport']): Endpoint['transport'] {
    return {
      call: (request, budgetMs) => {
        const stats = this.#statsOf(
          formatTypeName(request.target?.namespace ?? '', request.target?.type ?? ''),
        );
        const beganMs = performance.now();
        stats.began();
        return transport.call(request, budgetMs).then(
          (reply) => {
            stats.ended(performance.now() - beganMs);
            stats.answered(request.invocations.length, reply);
            return reply;
          },
          (error: unknown) => {
            stats.ended(performance.now() - beganMs);
            stats.failed();
            throw error;
          },
        );
      },
      close: () => transport.close(),
    };
  }

  #statsOf(type: string): FunctionStats {
    const known = this.byType.get(type);
    if (known !== undefined) return known;
    const isOwn = type === OTHERS || (this.byType.size < TYPES_MAX && type.length <= NAME_LENGTH_MAX);
    if (!isOwn) return this.#statsOf(OTHERS);
    const stats = new FunctionStats();
    this.byType.set(type, stats);
    return stats;
  }
}
