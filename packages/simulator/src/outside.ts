import { Clients } from './client-ingress.ts';
import { Ledger } from './ledger.ts';
import { Outages } from './outages.ts';
import { ServiceMemory } from './transport.ts';
import type { World } from './world.ts';

/** What a process reaches, and what outlives it: services, systems that egresses write to, clients. */
export class Outside {
  readonly exact = new Ledger();
  readonly least = new Ledger();
  /** How often each record went out of the egress that promises nothing. */
  readonly careless = new Map<string, number>();
  readonly clients: Clients;
  readonly services = new ServiceMemory();
  readonly diskFull: Outages;
  readonly #outages: Readonly<Record<string, Outages>>;

  constructor(world: World) {
    this.clients = new Clients(world);
    const { swarm } = world;
    const outages = (label: string, isOn: boolean): Outages =>
      new Outages(world.random(label), isOn ? 3 : 0, swarm.faultsUntilMs / 3, swarm.faultsUntilMs);
    this.diskFull = outages('disk full', swarm.on.has('disk-full'));
    const hosts = ['sim', 'aux', 'far.off', 'exact', 'least'];
    this.#outages = Object.fromEntries(
      hosts.map((host) => [
        host,
        outages(
          `outages of ${host}`,
          swarm.on.has(host.endsWith('t') ? 'egress-outages' : 'service-outages'),
        ),
      ]),
    );
  }

  outagesOf(host: string): Outages {
    const outages = this.#outages[host];
    if (outages === undefined) throw new RangeError(`Nothing is known of ${host}`);
    return outages;
  }
}
