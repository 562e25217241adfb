import type { Endpoint, EndpointOf, Transport } from '@statefun-ts/engine';
import type { Extension } from '@statefun-ts/extension';
import { checkExtension, loadExtensions, locationOf } from '@statefun-ts/extension/host';
import type { Component, ConnectorComponent, EndpointComponent } from '@statefun-ts/module';
import { extensionsOf, formatProblems, isEndpoint, parseModule, resolveEndpoint } from '@statefun-ts/module';
import type { Kind } from '@statefun-ts/module/kinds';
import { kindsWith } from '@statefun-ts/module/kinds';
import { StatefunError, formatTypeName } from '@statefun-ts/protocol';
import { readFileSync } from 'node:fs';
import { CollectingEgress } from './collecting-egress.ts';
import type { FunctionService } from './function-service.ts';

const FILE = 'module.yaml';

/** A module, and the kinds that it is written in. */
export interface Wiring {
  readonly components: readonly Component[];
  readonly kinds: readonly Kind[];
}

/**
 * Reads a module, with the kinds of `extensions` and of those that it asks for itself, whose paths count from the working directory. Rejects
 * with the code of its first error, and the text of all.
 */
export async function readModule(
  text: string,
  env: Readonly<Record<string, string | undefined>>,
  extensions: readonly Extension[],
): Promise<Wiring> {
  const files = [{ file: FILE, text }];
  const variables = { env, readFile: (path: string) => readFileSync(path, 'utf8') };
  const asked = await loadExtensions(extensionsOf(files, variables).map(locationOf));
  for (const { error } of asked.failures) throw error;
  const given = extensions.map((extension, index) => checkExtension(`extensions[${index}]`, extension));
  const kinds = kindsWith([...given, ...asked.extensions]);
  const { module, problems } = parseModule(files, variables, kinds);
  if (module !== undefined) return { components: module.components, kinds };
  const [first] = problems;
  throw new StatefunError(
    first?.code ?? 'STATEFUN_INTERNAL',
    `The module is not valid.\n${formatProblems(problems, { sources: files, color: false })}`,
  );
}

/** An egress for each of the module, and for each further id. */
export function createEgresses(wiring: Wiring | undefined, ids: readonly string[]): CollectingEgress[] {
  const egresses = new Map(ids.map((id) => [id, new CollectingEgress(id)]));
  const kinds = new Set(wiring?.kinds.filter(({ role }) => role === 'egress').map(({ kind }) => kind));
  const isEgress = (component: Component): component is ConnectorComponent => kinds.has(component.kind);
  for (const { id, kind } of wiring?.components.filter(isEgress) ?? [])
    egresses.set(id, new CollectingEgress(id, kind));
  return [...egresses.values()];
}

/** The endpoints of the module; without one, an endpoint for all that is bound. */
export function createEndpoints(
  wiring: Wiring | undefined,
  services: readonly FunctionService[],
  transport: Transport,
): EndpointOf {
  const all = endpoint('*', BATCH_MESSAGES_MAX, transport);
  if (wiring === undefined) {
    const bound = new Set(services.flatMap((service) => [...service.functionSpecs().keys()]));
    return (namespace, type) => (bound.has(formatTypeName(namespace, type)) ? all : undefined);
  }
  const { components } = wiring;
  const endpoints = new Map<EndpointComponent, Endpoint>();
  for (const component of components.filter(isEndpoint)) {
    const { functions, batchMessagesMax } = component;
    endpoints.set(
      component,
      endpoint(formatTypeName(functions.namespace, functions.name), batchMessagesMax, transport),
    );
  }
  return (namespace, type) => {
    const component = resolveEndpoint(components, namespace, type);
    return component && endpoints.get(component);
  };
}

/** As a module's endpoints have it by default. */
const BATCH_MESSAGES_MAX = 1_000;
const CALLS_IN_FLIGHT_MAX = 1_000;
/** The transport keeps its own time, which is the real one. */
const CALL_BUDGET_MS = 60_000;

const endpoint = (name: string, batchMessagesMax: number, transport: Transport): Endpoint => ({
  name,
  transport,
  batchMessagesMax,
  callBudgetMs: CALL_BUDGET_MS,
  retryFirstDelayMs: 1_000,
  callsInFlightMax: CALLS_IN_FLIGHT_MAX,
});
