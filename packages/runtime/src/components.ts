import type { Admitter, Egress, Endpoint, EndpointOf, Ingress } from '@statefun-ts/engine';
import type { ComponentContext, Listening } from '@statefun-ts/extension';
import { isListening } from '@statefun-ts/extension/host';
import type { ConnectorComponent, EndpointComponent, Module } from '@statefun-ts/module';
import { resolveEndpoint } from '@statefun-ts/module';
import { StatefunError } from '@statefun-ts/protocol';
import { admitting } from './isolation/admitting-transport.ts';
import type { Maker, Workshop } from './isolation/workshop.ts';
import { RemovedEgress } from './removed-egress.ts';

/** What makes the components of a module. */
export interface ComponentOptions extends Omit<ComponentContext, 'components'> {
  readonly workshop: Workshop;
  /** Calls in flight at most, for each endpoint. */
  readonly callsInFlightMax: number;
  /** Egresses that left the module, and whose waiting records become dead letters. */
  readonly deadLetterEgresses?: readonly string[];
}

/** Where calls go. */
export interface Endpoints {
  readonly endpointOf: EndpointOf;
  /** Aborts calls in flight and frees the connections to function services. */
  close(): Promise<void>;
}

const contextOf = (module: Module, options: ComponentOptions): ComponentContext => {
  const { name, host, clock, random, observer } = options;
  return { name, host, clock, random, observer, components: module.components };
};

/** Makes the ingresses of a module; nothing is connected or bound yet. Rejects with what the kinds throw when one can't work. */
export const createIngresses = (module: Module, options: ComponentOptions): Promise<Ingress[]> =>
  createEach(module, options, 'ingress', (maker, ...args) => maker.create(...args));

/** The same for egresses; those that left the module and whose records are to be set aside are among them. */
export async function createEgresses(module: Module, options: ComponentOptions): Promise<Egress[]> {
  const egresses = await createEach(module, options, 'egress', (maker, ...args) => maker.create(...args));
  return [...egresses, ...removedEgresses(egresses, options)];
}

/** The same for what admits the records of egresses that run in another thread. */
export async function createAdmitters(module: Module, options: ComponentOptions): Promise<Admitter[]> {
  const admitters = await createEach<'egress', Admitter>(
    module,
    options,
    'egress',
    (maker, ...args) => maker.createAdmitter?.(...args) ?? maker.create(...args),
  );
  return [...admitters, ...removedEgresses(admitters, options)];
}

async function createEach<R extends 'ingress' | 'egress', T>(
  module: Module,
  options: ComponentOptions,
  role: R,
  create: (
    maker: Extract<Maker, { role: R }>,
    component: ConnectorComponent,
    context: ComponentContext,
  ) => T | Promise<T>,
): Promise<T[]> {
  const context = contextOf(module, options);
  const created: T[] = [];
  for (const component of module.components) {
    const maker = options.workshop.makerOf(component);
    if (isOfRole(maker, role)) created.push(await create(maker, component as ConnectorComponent, context));
  }
  return created;
}

const isOfRole = <R extends Maker['role']>(
  maker: Maker | undefined,
  role: R,
): maker is Extract<Maker, { role: R }> => maker?.role === role;

/**
 * Makes the endpoints of a module, with their transports. `admitters`: of the egresses that functions send to. Rejects as
 * `createIngresses` does.
 */
export async function createEndpoints(
  module: Module,
  options: ComponentOptions,
  admitters: readonly Admitter[],
): Promise<Endpoints> {
  const { workshop, callsInFlightMax } = options;
  const { components } = module;
  const context = contextOf(module, options);
  const endpoints = new Map<EndpointComponent, Endpoint>();
  const close = () => closeAll([...endpoints.values()], options);
  try {
    for (const component of components) {
      const maker = workshop.makerOf(component);
      if (maker?.role !== 'endpoint') continue;
      const endpoint = component as EndpointComponent;
      const calls = await maker.create(endpoint, {
        ...context,
        createTransport: async (one) => workshop.transport(one.transport.type).create(one, context),
      });
      const transport = admitting(calls.transport, admitters);
      endpoints.set(endpoint, { ...calls, transport, ...boundsOf(endpoint), callsInFlightMax });
    }
  } catch (error) {
    await close();
    throw error;
  }
  return {
    endpointOf: (namespace, type) => {
      const component = resolveEndpoint(components, namespace, type);
      return component && endpoints.get(component);
    },
    close,
  };
}

/** Those that listen on a port, by what they are called. */
export const listeningOf = (connectors: readonly (Ingress | Egress)[]): ReadonlyMap<string, Listening> =>
  new Map(connectors.flatMap((each) => (isListening(each) ? [[each.label ?? each.id, each]] : [])));

const boundsOf = ({ functions, batchMessagesMax }: EndpointComponent) => ({
  name: `${functions.namespace}/${functions.name}`,
  batchMessagesMax,
});

/** One that can't be closed keeps no other from it. */
async function closeAll(endpoints: readonly Endpoint[], { observer }: ComponentOptions): Promise<void> {
  const results = await Promise.allSettled(endpoints.map(async ({ transport }) => transport.close()));
  for (const result of results) {
    if (result.status === 'rejected') observer.log('warn', (result.reason as Error).message);
  }
}

function removedEgresses(egresses: readonly Admitter[], options: ComponentOptions): Egress[] {
  return [...new Set(options.deadLetterEgresses)].map((removed) => {
    if (!egresses.some(({ id }) => id === removed)) return new RemovedEgress(removed);
    throw new StatefunError(
      'STATEFUN_SETTING_INVALID',
      `--dead-letter-egress names ${removed}, which the module has: it sets aside what waits for egresses that left. Leave it out, or take the egress out of the module`,
    );
  });
}
