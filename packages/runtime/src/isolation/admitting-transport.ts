import type { Admitter, Transport } from '@statefun-ts/engine';
import type { FromFunction, InvocationBatchRequest, TypedValue } from '@statefun-ts/protocol';
import type { AdmitsAhead } from './remote-admitter.ts';
import { admitsAhead } from './remote-admitter.ts';

type Egresses = ReadonlyMap<string, AdmitsAhead>;

/** The transport, with records for egresses that have to be asked ahead admitted before a reply is there. */
export function admitting(transport: Transport, admitters: readonly Admitter[]): Transport {
  const egresses = new Map(admitters.filter(admitsAhead).map((admitter) => [admitter.id, admitter]));
  return egresses.size === 0 ? transport : new AdmittingTransport(transport, egresses);
}

class AdmittingTransport implements Transport {
  readonly #inner: Transport;
  readonly #egresses: Egresses;

  constructor(inner: Transport, egresses: Egresses) {
    this.#inner = inner;
    this.#egresses = egresses;
  }

  async call(request: InvocationBatchRequest, budgetMs: number): Promise<FromFunction> {
    const reply = withRecords(await this.#inner.call(request, budgetMs));
    const records = this.#recordsOf(reply);
    if (records.size > 0)
      await Promise.all([...records].map(([egress, values]) => egress.admitAhead(values)));
    return reply;
  }

  #recordsOf({ invocationResult }: FromFunction): Map<AdmitsAhead, TypedValue[]> {
    const records = new Map<AdmitsAhead, TypedValue[]>();
    for (const { egressNamespace, egressType, argument } of invocationResult?.outgoingEgresses ?? []) {
      const egress = this.#egresses.get(`${egressNamespace}/${egressType}`);
      if (egress === undefined || argument === null) continue;
      const known = records.get(egress);
      if (known === undefined) records.set(egress, [argument]);
      else known.push(argument);
    }
    return records;
  }

  get callsWanted(): number | undefined {
    return this.#inner.callsWanted;
  }

  close(): Promise<void> {
    return this.#inner.close();
  }
}

/** A record without a value is one of no type, and not the same as another. */
function withRecords(reply: FromFunction): FromFunction {
  const { invocationResult } = reply;
  if (!invocationResult?.outgoingEgresses.some(({ argument }) => argument === null)) return reply;
  const outgoingEgresses = invocationResult.outgoingEgresses.map((message) => ({
    ...message,
    argument: message.argument ?? { typename: '', hasValue: false, value: new Uint8Array() },
  }));
  return { ...reply, invocationResult: { ...invocationResult, outgoingEgresses } };
}
