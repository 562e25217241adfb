import type { Admitter } from '@statefun-ts/engine';
import type { Calls, ComponentContext } from '@statefun-ts/extension';
import type { GuardedTransport } from '@statefun-ts/extension/host';
import type {
  Component,
  ConnectorComponent,
  EndpointComponent,
  HttpEndpointComponent,
} from '@statefun-ts/module';
import { StatefunError } from '@statefun-ts/protocol';
import type { Made, PartRole } from '../messages.ts';
import type { Maker, Workshop } from '../workshop.ts';
import { InnerAdmitter } from './inner-admitter.ts';
import { listensOf } from './inner-connector.ts';
import { InnerEgress } from './inner-egress.ts';
import { InnerIngress } from './inner-ingress.ts';
import { InnerTransport } from './inner-transport.ts';
import type { InnerPart } from './part.ts';

import type { PartSpeaker } from './speaker.ts';

/** What parts are made with. */
export interface Making {
  readonly workshop: Workshop;
  readonly context: ComponentContext;
  readonly speaker: PartSpeaker;
  /** See `SLOTS`. */
  readonly shared: Int32Array;
}

/** A part, and what the other side is to know of it. */
interface MadePart<M = Made[PartRole]> {
  readonly part: InnerPart;
  readonly made: M;
}

/** Makes a part of the extension. Rejects with what its definition throws. */
export const makePart = (role: PartRole, component: Component, making: Making): Promise<MadePart> =>
  MAKE[role](component, making);

const MAKE: {
  readonly [R in PartRole]: (component: Component, making: Making) => Promise<MadePart<Made[R]>>;
} = {
  transport: async (component, making) => {
    const calls = await createTransport(component as HttpEndpointComponent, making);
    return carrying(calls, making);
  },
  endpoint: async (component, making) => {
    const maker = makerOf('endpoint', component, making);
    const calls = await maker.create(component as EndpointComponent, {
      ...making.context,
      createTransport: (endpoint) => createTransport(endpoint, making),
    });
    return carrying(calls, making);
  },
  ingress: async (component, making) => {
    const maker = makerOf('ingress', component, making);
    const ingress = await maker.create(component as ConnectorComponent, making.context);
    return { part: new InnerIngress(ingress, making.speaker), made: listensOf(ingress) };
  },
  egress: async (component, making) => {
    const maker = makerOf('egress', component, making);
    const egress = await maker.create(component as ConnectorComponent, making.context);
    const part = new InnerEgress(egress, making.speaker, making.shared);
    return { part, made: { ...admitsOf(egress), ...listensOf(egress) } };
  },
  admitter: async (component, making) => {
    const maker = makerOf('egress', component, making);
    const create = maker.createAdmitter ?? maker.create;
    const admitter = await create(component as ConnectorComponent, making.context);
    return {
      part: new InnerAdmitter(admitter, making.speaker, making.shared),
      made: admitsOf(admitter),
    };
  },
};

/** It may be that of another extension, which runs in a thread of its own. */
const createTransport = async (
  endpoint: HttpEndpointComponent,
  { workshop, context }: Making,
): Promise<Calls> => workshop.transport(endpoint.transport.type).create(endpoint, context);

function makerOf<R extends Maker['role']>(
  role: R,
  component: Component,
  { workshop }: Making,
): Extract<Maker, { role: R }> {
  const maker = workshop.makerOf(component);
  if (maker?.role === role) return maker as Extract<Maker, { role: R }>;
  throw new StatefunError('STATEFUN_INTERNAL', `Nothing makes an ${role} of the kind ${component.kind}.`);
}

/** What crosses threads is plain, whatever an extension makes of it. */
const carrying = (
  { transport, callBudgetMs, retryFirstDelayMs }: Calls,
  { speaker }: Making,
): MadePart<Made['transport']> => ({
  // All that an extension makes is guarded.
  part: new InnerTransport(transport as GuardedTransport, speaker),
  made: { callBudgetMs: Number(callBudgetMs), retryFirstDelayMs: Number(retryFirstDelayMs) },
});

const admitsOf = ({ delivery, backlogBytesMax }: Admitter): Made['admitter'] => ({
  delivery,
  backlogBytesMax: Number(backlogBytesMax),
});
