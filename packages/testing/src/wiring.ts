import type { Endpoint, EndpointOf, Transport } from '@statefun-ts/engine';
import type { Component, ConnectorComponent, EndpointComponent, Module } from '@statefun-ts/module';
import { formatProblems, isEndpoint, parseModule, resolveEndpoint } from '@statefun-ts/module';
import { StatefunError, formatTypeName } from '@statefun-ts/protocol';
import { readFileSync } from 'node:fs';
import { CollectingEgress } from './collecting-egress.ts';
import type { FunctionService } from './function-service.ts';

const FILE = 'module.yaml';

/** Reads a module. Throws the code of its first error, and the text of all. */
export function readModule(text: string, env: Readonly<Record<string, string | undefined>>): Module {
  const files = [{ file: FILE, text }];
  const { module, problems } = parseModule(files, { env, readFile: (path) => readFileSync(path, 'utf8') });
  if (module !== undefined) return module;
  const [first] = problems;
  throw new StatefunError(
    first?.code ?? 'STATEFUN_INTERNAL',
    `The module is not valid.\n${formatProblems(problems, { sources: files, color: false })}`,
  );
}

/** An egress for each of the module, and for each further id. */
export function createEgresses(module: Module | undefined, ids: readonly string[]): CollectingEgress[] {
  const egresses = new Map(ids.map((id) => [id, new CollectingEgress(id)]));
  for (const { id, kind } of module?.components.filter(isEgress) ?? [])
    egresses.set(id, new CollectingEgress(id, kind));
  return [...egresses.values()];
}

const isEgress = (component: Component): component is ConnectorComponent =>
  component.kind.endsWith('/egress');

/** The endpoints of the module; without one, an endpoint for all that is bound. */
export function createEndpoints(
  module: Module | undefined,
  services: readonly FunctionService[],
  transport: Transport,
): EndpointOf {
  const all = endpoint('*', BATCH_MESSAGES_MAX, transport);
  if (module === undefined) {
    const bound = new Set(services.flatMap((service) => [...service.functionSpecs().keys()]));
    return (namespace, type) => (bound.has(formatTypeName(namespace, type)) ? all : undefined);
  }
  const { components } = module;
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
