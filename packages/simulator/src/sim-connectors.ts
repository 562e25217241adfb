import type { Egress, Ingress } from '@statefun-ts/engine';

import { ClientIngress } from './client-ingress.ts';
import type { Outside } from './outside.ts';
import type { Owner } from './part.ts';
import { CarelessEgress, SimEgress, StreamMemory } from './sim-egress.ts';
import { SourceIngress, SourceMemory } from './source-ingress.ts';
import type { World } from './world.ts';

/** What the world knows of the connectors, whichever process saw it. */
export class ConnectorMemory {
  readonly source: SourceMemory;
  readonly egresses = { exact: new StreamMemory(), least: new StreamMemory() };

  constructor(world: World) {
    this.source = new SourceMemory(world);
  }
}

/** The ingresses and egresses of one process. */
export class SimConnectors {
  readonly source: SourceIngress;
  readonly sending: readonly SimEgress[];
  /** As the engine, or the hub, is plugged with them. */
  readonly ingresses: readonly Ingress[];
  readonly egresses: readonly Egress[];

  /** `routing`: which of the topics' routings the process has. */
  constructor(
    world: World,
    { life, random }: Owner,
    { outside, memory, routing }: { outside: Outside; memory: ConnectorMemory; routing: number },
  ) {
    const fork = (label: string): Owner => ({ life, random: random.fork(label) });
    const egress = (name: 'exact' | 'least'): SimEgress =>
      new SimEgress(world, `sim/${name}`, fork(name), {
        ledger: outside[name],
        memory: memory.egresses[name],
        outages: outside.outagesOf(name),
        withMarks: name === 'exact',
      });
    const { lies } = world;
    this.source = new SourceIngress(world, fork('source'), { routing, memory: memory.source });
    const clients = new ClientIngress(world, fork('clients'), outside.clients);
    this.sending = [egress('exact'), egress('least')];
    const egresses = [...this.sending, new CarelessEgress(world, outside.careless)];
    this.ingresses = [this.source, clients].map((ingress) => lies.ingress?.(ingress) ?? ingress);
    this.egresses = egresses.map((each) => lies.egress?.(each) ?? each);
  }
}
