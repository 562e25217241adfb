import type { Admitter, Transport } from '@statefun-ts/engine';
import type { FromFunction, InvocationBatchRequest, TypedValue } from '@statefun-ts/protocol';
import type { AdmitsAhead, AdmittedRecord } from './remote-admitter.ts';
import { admitsAhead } from './remote-admitter.ts';

type Outgoing = NonNullable<FromFunction['invocationResult']>['outgoingEgresses'];

/** The transport, with records for egresses that have to be asked ahead admitted before a reply is there. */
export function admitting(transport: Transport, admitters: readonly Admitter[]): Transport {
  const egresses = new Map(admitters.filter(admitsAhead).map((admitter) => [admitter.id, admitter]));
  return egresses.size === 0 ? transport : new AdmittingTransport(transport, egresses);
}

class AdmittingTransport implements Transport {
  readonly #inner: Transport;
  /** By their ids. */
  readonly #egresses: ReadonlyMap<string, AdmitsAhead>;

  constructor(inner: Transport, egresses: ReadonlyMap<string, AdmitsAhead>) {
    this.#inner = inner;
    this.#egresses = egresses;
  }

  async call(request: InvocationBatchRequest, budgetMs: number): Promise<FromFunction> {
    const reply = await this.#inner.call(request, budgetMs);
    const { invocationResult } = reply;
    if (invocationResult === null) return reply;
    const outgoing = [...invocationResult.outgoingEgresses];
    const places = Map.groupBy(outgoing.keys(), (place) => this.#egressOf(outgoing[place]));
    places.delete(undefined);
    if (places.size === 0) return reply;
    await Promise.all([...places].map(([egress, each]) => admitAt(egress as AdmitsAhead, outgoing, each)));
    return { ...reply, invocationResult: { ...invocationResult, outgoingEgresses: outgoing } };
  }

  #egressOf(message: Outgoing[number] | undefined): AdmitsAhead | undefined {
    return message && this.#egresses.get(`${message.egressNamespace}/${message.egressType}`);
  }

  get callsWanted(): number | undefined {
    return this.#inner.callsWanted;
  }

  close(): Promise<void> {
    return this.#inner.close();
  }
}

/** A function may send none. */
const NO_VALUE: TypedValue = { typename: '', hasValue: false, value: new Uint8Array() };

/** Puts what came of them beside the records at these places. */
async function admitAt(
  egress: AdmitsAhead,
  outgoing: Outgoing[number][],
  places: readonly number[],
): Promise<void> {
  const records = places.map((place) => outgoing[place]?.argument ?? NO_VALUE);
  const admissions = await egress.admitAhead(records);
  for (const [index, place] of places.entries()) {
    const argument = { ...records[index], admission: admissions[index] } as AdmittedRecord;
    outgoing[place] = { ...(outgoing[place] as Outgoing[number]), argument };
  }
}
