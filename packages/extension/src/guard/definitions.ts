import type { Observer } from '@statefun-ts/engine';
import type { Component, ConnectorComponent, HttpEndpointComponent } from '@statefun-ts/module';
import type { Calls, ComponentDefinition, TransportDefinition } from '../extension.ts';
import type { Boundary } from './boundary.ts';
import { guardAdmitter, guardEgress } from './egress.ts';
import { guardIngress } from './ingress.ts';
import { guardObserver } from './observer.ts';
import { GuardedTransport } from './transport.ts';

/** How long making a component may take: it connects to nothing yet. */
const CREATE_MS = 30_000;

/** The definition of a transport with everything that its extension makes of it guarded. */
export const guardTransport = (definition: TransportDefinition, boundary: Boundary): TransportDefinition => ({
  type: definition.type,
  extension: boundary.name,
  schema: definition.schema,
  ...(definition.urlSchemes && { urlSchemes: definition.urlSchemes }),
  toSpec: (fields, context) => definition.toSpec(fields, context),
  create: async (endpoint, context) => {
    const what = titleOf('transport', endpoint);
    const calls = await boundary.settle(what, CREATE_MS, () =>
      definition.create(endpoint, { ...context, observer: guardObserver(context.observer, boundary) }),
    );
    return guardCalls(calls, { what, boundary, observer: context.observer });
  },
});

/** The definition of a kind with everything that its extension makes of it guarded. */
export function guardComponent(definition: ComponentDefinition, boundary: Boundary): ComponentDefinition {
  const kind = guardKind(definition, boundary);
  const make = <C extends Component, X extends { observer: Parameters<typeof guardObserver>[0] }, T>(
    component: C,
    context: X,
    create: (component: C, context: X) => T | Promise<T>,
  ): Promise<T> =>
    boundary.settle(titleOf(definition.role, component), CREATE_MS, () =>
      create(component, { ...context, observer: guardObserver(context.observer, boundary) }),
    );
  switch (definition.role) {
    case 'endpoint':
      return {
        ...kind,
        role: 'endpoint',
        create: async (component, context) =>
          guardCalls(await make(component, context, (one, other) => definition.create(one, other)), {
            what: titleOf('endpoint', component),
            boundary,
            observer: context.observer,
          }),
      };
    case 'ingress':
      return {
        ...kind,
        role: 'ingress',
        create: async (component, context) =>
          guardIngress(
            await make(component, context, (one, other) => definition.create(one, other)),
            { id: component.id, title: titleOf('ingress', component) },
            boundary,
          ),
      };
    case 'egress': {
      const guarded = (component: ConnectorComponent) => ({
        id: component.id,
        title: titleOf('egress', component),
      });
      return {
        ...kind,
        role: 'egress',
        create: async (component, context) =>
          guardEgress(
            await make(component, context, (one, other) => definition.create(one, other)),
            guarded(component),
            boundary,
          ),
        createAdmitter: async (component, context) =>
          guardAdmitter(
            await make(
              component,
              context,
              (one, other) => definition.createAdmitter?.(one, other) ?? definition.create(one, other),
            ),
            guarded(component),
            boundary,
          ),
      };
    }
  }
}

/** What parses: `parseModule` names the extension when it throws. */
const guardKind = (definition: ComponentDefinition, boundary: Boundary) => ({
  kind: definition.kind,
  summary: definition.summary,
  extension: boundary.name,
  schema: definition.schema,
  identify: (spec: unknown) => definition.identify(spec),
  toComponent: (spec: unknown, context: Parameters<ComponentDefinition['toComponent']>[1]) =>
    definition.toComponent(spec, context) as never,
  ...(definition.targets && {
    targets: (component: Component) => [...(definition.targets?.(component as never) ?? [])],
  }),
});

function guardCalls(
  calls: Calls,
  { what, boundary, observer }: { what: string; boundary: Boundary; observer: Observer },
): Calls {
  const { transport, callBudgetMs, retryFirstDelayMs } = calls ?? {};
  const wrong =
    typeof transport?.call !== 'function' || typeof transport.close !== 'function'
      ? 'it made no transport, which has call and close'
      : !(callBudgetMs > 0 && retryFirstDelayMs > 0)
        ? 'callBudgetMs and retryFirstDelayMs must be above zero'
        : undefined;
  if (wrong !== undefined) throw boundary.failure(what, new TypeError(wrong));
  const guarded = new GuardedTransport(transport, what, boundary, observer);
  return { transport: guarded, callBudgetMs, retryFirstDelayMs };
}

/** What messages call a component, or the transport of an endpoint. */
export function titleOf(role: 'transport' | ComponentDefinition['role'], component: Component): string {
  const { file, line, column } = component.origin;
  const place = `${file}:${line}:${column}`;
  if (role === 'transport')
    return `The transport ${(component as HttpEndpointComponent).transport.type} of the endpoint at ${place}`;
  return 'id' in component
    ? `The ${role} ${(component as ConnectorComponent).id} (${place})`
    : `The ${role} at ${place}`;
}
