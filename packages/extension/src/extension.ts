import type { Admitter, Clock, Egress, Endpoint, Ingress, Observer, Random } from '@statefun-ts/engine';
import type {
  Component,
  ConnectorComponent,
  EndpointComponent,
  HttpEndpointComponent,
  TransportSpec,
} from '@statefun-ts/module';
import type { Kind, TransportChoice, TransportKind } from '@statefun-ts/module/kinds';

/** The version of the interface that this package describes. It changes when an extension would have to. */
export const API_VERSION = 1;

/**
 * What a package or file brings: its default export. The runtime's own transports and kinds of components are
 * one, too.
 */
export interface Extension {
  /** The version of the interface that it was written for: `API_VERSION` of that time. */
  readonly apiVersion: number;
  readonly transports?: readonly TransportDefinition[];
  /** A function makes a definition that needs all transports there are: an endpoint that names one. */
  readonly components?: readonly (
    ComponentDefinition | ((transports: TransportChoice) => ComponentDefinition)
  )[];
}

/** Where an extension came from. */
export interface ExtensionOrigin {
  /** What messages call it: the package or path that was asked for. */
  readonly name: string;
  /** Of its module. */
  readonly url: string;
}

/** An extension that was loaded. */
export interface LoadedExtension extends Extension, ExtensionOrigin {}

/** What an extension brings, without its code: where that runs elsewhere. */
export interface ExtensionSummary extends ExtensionOrigin {
  /** Types of transports. */
  readonly transports: readonly string[];
  /** Kinds of components. */
  readonly components: readonly Pick<ComponentDefinition, 'kind' | 'role'>[];
}

/** A type of transport: how an endpoint with a URL is called. */
export interface TransportDefinition<T extends TransportSpec = TransportSpec> extends TransportKind<T> {
  /** Once for each endpoint that names it, at start. What it throws keeps the application from starting. */
  create(endpoint: HttpEndpointComponent<T>, context: ComponentContext): Calls | Promise<Calls>;
}

/** A kind of component. */
export type ComponentDefinition = EndpointDefinition | IngressDefinition | EgressDefinition;

/** A kind of endpoint: how functions are called that are not served at a URL. */
export interface EndpointDefinition<C extends EndpointComponent = EndpointComponent> extends Kind<C> {
  readonly role: 'endpoint';
  create(component: C, context: EndpointContext): Calls | Promise<Calls>;
}

/** A kind of ingress. */
export interface IngressDefinition<C extends ConnectorComponent = ConnectorComponent> extends Kind<C> {
  readonly role: 'ingress';
  /** Nothing is connected yet: that is for `start`. The result may be {@link Listening}. */
  create(component: C, context: ComponentContext): Ingress | Promise<Ingress>;
}

/** A kind of egress. */
export interface EgressDefinition<C extends ConnectorComponent = ConnectorComponent> extends Kind<C> {
  readonly role: 'egress';
  /** Nothing is connected yet: that is for `start`. The result may be {@link Listening}. */
  create(component: C, context: ComponentContext): Egress | Promise<Egress>;
  /**
   * Makes what admits records, and no more: for the threads of shards, where the egress does not run. Unless given, an
   * egress is created in each of them and never started.
   */
  createAdmitter?(component: C, context: ComponentContext): Admitter | Promise<Admitter>;
}

/** How the functions of an endpoint are called, and with which patience. */
export type Calls = Pick<Endpoint, 'transport' | 'callBudgetMs' | 'retryFirstDelayMs'>;

/** What a component gets of the application that it is part of. */
export interface ComponentContext {
  /** The name of the application: ids of clients derive from it. */
  readonly name: string;
  /** Where to listen when the component does not say. */
  readonly host: string;
  readonly clock: Clock;
  readonly random: Random;
  /** Where to log. */
  readonly observer: Observer;
  /** All components of the application. */
  readonly components: readonly Component[];
}

/** What an endpoint gets. */
export interface EndpointContext extends ComponentContext {
  /** Makes the transport that the endpoint names. */
  readonly createTransport: (endpoint: HttpEndpointComponent) => Promise<Calls>;
}

/**
 * An ingress or egress with a port of its own, which outlives the engine's starts and stops. Ports are bound
 * before anything starts, since one in use is the likeliest problem.
 */
export interface Listening {
  /** Binds the port. Until the engine starts it, and while it recovers, requests are to be refused. */
  listen(): Promise<void>;
  /** Its origin, as `http://127.0.0.1:8090`; throws while it does not listen. */
  readonly url: string;
  /** Frees the port; answers under way get a second to finish. */
  close(): Promise<void>;
  /** What the line at start calls it. Default: the id of the component. */
  readonly label?: string;
}
