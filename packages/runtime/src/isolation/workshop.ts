import type { Admitter, Egress, Ingress } from '@statefun-ts/engine';
import type {
  Calls,
  ComponentContext,
  EgressDefinition,
  EndpointDefinition,
  IngressDefinition,
  TransportDefinition,
} from '@statefun-ts/extension';
import type { ExtensionSummary, Registry } from '@statefun-ts/extension/host';
import { titleOf } from '@statefun-ts/extension/host';
import type { Component, ConnectorComponent } from '@statefun-ts/module';
import { ExtensionThread } from './extension-thread.ts';
import { RemoteAdmitter } from './remote-admitter.ts';
import { RemoteEgress } from './remote-egress.ts';
import { RemoteIngress } from './remote-ingress.ts';
import { RemoteTransport } from './remote-transport.ts';
import { LOOP_MS } from './watched-thread.ts';

/** What makes the components of one kind. */
export type Maker =
  | Pick<EndpointDefinition, 'role' | 'create'>
  | Pick<IngressDefinition, 'role' | 'create'>
  | Pick<EgressDefinition, 'role' | 'create' | 'createAdmitter'>;

/** What makes the transports of one type. */
type TransportMaker = Pick<TransportDefinition, 'create'>;

/**
 * What makes the components of an application: those of a registry in this thread, and those of extensions that other threads
 * can load in a thread for each of these, so that none can hold up anything but itself.
 */
export class Workshop {
  readonly #registry: Registry;
  readonly #loopMs: number;
  readonly #transports = new Map<string, TransportMaker>();
  readonly #makers = new Map<string, Maker>();
  readonly #threads = new Map<ExtensionSummary, ExtensionThread>();
  /** The extensions that run in threads of their own. */
  readonly extensions: readonly ExtensionSummary[];

  constructor(
    registry: Registry,
    extensions: readonly ExtensionSummary[],
    { loopMs }: { readonly loopMs?: number | undefined } = {},
  ) {
    this.#registry = registry;
    this.#loopMs = loopMs ?? LOOP_MS;
    this.extensions = extensions;
    for (const extension of extensions) {
      for (const type of extension.transports) this.#transports.set(type, this.#transportMaker(extension));
      for (const { kind, role } of extension.components)
        this.#makers.set(kind, this.#makerOf(extension, role));
    }
  }

  /** What makes a component of its kind; undefined for those that ask for extensions. */
  makerOf(component: Component): Maker | undefined {
    return this.#makers.get(component.kind) ?? this.#registry.definitionOf(component);
  }

  /** What makes the transports of a type that a module was parsed with. */
  transport(type: string): TransportMaker {
    return this.#transports.get(type) ?? this.#registry.transport(type);
  }

  /** Ends the threads. What runs in them should have stopped before. */
  close(): void {
    for (const thread of this.#threads.values()) thread.close();
    this.#threads.clear();
  }

  #threadOf(extension: ExtensionSummary, context: ComponentContext): ExtensionThread {
    const known = this.#threads.get(extension);
    if (known !== undefined) return known;
    const { name, host, components, observer } = context;
    const thread = new ExtensionThread({
      extension: { name: extension.name, url: extension.url },
      others: this.extensions.filter((other) => other !== extension),
      name,
      host,
      components,
      observer,
      loopMs: this.#loopMs,
    });
    this.#threads.set(extension, thread);
    return thread;
  }

  #transportMaker(extension: ExtensionSummary): TransportMaker {
    return {
      create: (endpoint, context) =>
        callsIn(this.#threadOf(extension, context), 'transport', endpoint, extension),
    };
  }

  #makerOf(extension: ExtensionSummary, role: Maker['role']): Maker {
    const threadOf = (context: ComponentContext): ExtensionThread => this.#threadOf(extension, context);
    switch (role) {
      case 'endpoint':
        return {
          role,
          create: (component, context) => callsIn(threadOf(context), 'endpoint', component, extension),
        };
      case 'ingress':
        return { role, create: (component, context) => ingressIn(threadOf(context), component, extension) };
      case 'egress':
        return {
          role,
          create: (component, context) => egressIn(threadOf(context), component, extension),
          createAdmitter: (component, context) => admitterIn(threadOf(context), component),
        };
    }
  }
}

async function callsIn(
  thread: ExtensionThread,
  role: 'transport' | 'endpoint',
  component: Component,
  extension: ExtensionSummary,
): Promise<Calls> {
  const transport = await thread.make(
    role,
    component,
    (retry, line) => new RemoteTransport(nameOf(role, component, extension), retry, line),
  );
  return { transport, ...transport.retry };
}

const ingressIn = (
  thread: ExtensionThread,
  component: ConnectorComponent,
  extension: ExtensionSummary,
): Promise<Ingress> =>
  thread.make('ingress', component, (made, line) => {
    const identity = { id: component.id, title: nameOf('ingress', component, extension) };
    return new RemoteIngress(identity, made, line);
  });

const egressIn = (
  thread: ExtensionThread,
  component: ConnectorComponent,
  extension: ExtensionSummary,
): Promise<Egress> =>
  thread.make('egress', component, (made, line) => {
    const identity = { id: component.id, title: nameOf('egress', component, extension) };
    return new RemoteEgress(identity, made, line);
  });

const admitterIn = (thread: ExtensionThread, component: ConnectorComponent): Promise<Admitter> =>
  thread.make('admitter', component, (made, line) => new RemoteAdmitter(component.id, made, line));

const nameOf = (
  role: Parameters<typeof titleOf>[0],
  component: Component,
  extension: ExtensionSummary,
): string => `${titleOf(role, component)} of the extension ${extension.name}`;
