import type { Egress, Ingress, Transport } from '@statefun-ts/engine';
import type { Address } from '@statefun-ts/protocol';
import type {
  ConnectorComponent,
  EndpointComponent,
  HttpEndpointComponent,
  Origin,
  TransportSpec,
} from '@statefun-ts/module';
import { expandUrl } from '@statefun-ts/module';
import {
  defineKind,
  defineTransportKind,
  formatPattern,
  functions,
  identifyBy,
  mapping,
  maxNumBatchRequests,
  positiveDuration,
  typeName,
} from '@statefun-ts/module/kinds';
import { z } from 'zod';
import type {
  ComponentContext,
  EgressDefinition,
  EndpointDefinition,
  Extension,
  IngressDefinition,
  TransportDefinition,
} from './extension.ts';

/*
 * The short way to define transports and kinds: the fields that all have are added, and a component is its spec.
 */

/** The delay before the second attempt of a call, unless a transport says otherwise. */
const RETRY_FIRST_DELAY_MS = 10;
const CALL_DEFAULT = '2min';

/** The fields of a spec, each made with `text()`, `integer()`, … of this package, or a schema of zod. */
export type Fields = z.core.$ZodLooseShape;
/** What fields put out. */
export type Spec<F extends Fields> = z.output<ReturnType<typeof mapping<F>>>;
/** A check across fields, made with `across()`. */
type Check = Parameters<ReturnType<typeof mapping>['check']>[0];

/** What a component of one's own is created with. */
export interface CustomContext extends ComponentContext {
  /** Where it stands in the module file, for messages. */
  readonly origin: Origin;
}

interface CustomKind<F extends Fields> {
  /** `<namespace>/<name>`, as `com.example.redis.v1/ingress`. */
  readonly kind: string;
  /** A sentence for the reference. */
  readonly summary: string;
  /** The fields of `spec`, besides those that every component of its role has. */
  readonly fields: F;
  readonly check?: Check;
}

/** A component is its spec. */
interface CustomComponent<S = unknown> extends ConnectorComponent {
  readonly spec: S & { readonly id: string };
}

interface CustomEndpoint<S = unknown> extends EndpointComponent {
  readonly spec: S & { readonly call: number };
}

/** An extension, with its types checked. */
export const defineExtension = (extension: Extension): Extension => extension;

/**
 * An ingress. Its spec has an `id` besides `fields`. `create` makes it; the result's `id` has to be that of the spec.
 */
export const defineIngress = <F extends Fields>(
  definition: CustomKind<F> & {
    create(spec: Spec<F> & { readonly id: string }, context: CustomContext): Ingress | Promise<Ingress>;
  },
): IngressDefinition => ({
  ...connectorKind(definition, 'ingress'),
  role: 'ingress',
  create: (component, context) => {
    const { spec, origin } = component as CustomComponent<Spec<F>>;
    return definition.create(spec, { ...context, origin });
  },
});

/** An egress. Its spec has an `id` besides `fields`. `create` makes it; the result's `id` has to be that of the spec. */
export const defineEgress = <F extends Fields>(
  definition: CustomKind<F> & {
    create(spec: Spec<F> & { readonly id: string }, context: CustomContext): Egress | Promise<Egress>;
  },
): EgressDefinition => ({
  ...connectorKind(definition, 'egress'),
  role: 'egress',
  create: (component, context) => {
    const { spec, origin } = component as CustomComponent<Spec<F>>;
    return definition.create(spec, { ...context, origin });
  },
});

function connectorKind<F extends Fields>(
  { kind, summary, fields, check }: CustomKind<F>,
  role: 'ingress' | 'egress',
) {
  const id = () => typeName('an id').describe(`The id of the ${role}, \`<namespace>/<name>\`.`);
  return defineKind({
    kind,
    role,
    summary,
    schema: checked(mapping({ id: id(), ...fields }), check),
    identify: identifyBy('id', id(), (name) => name),
    toComponent: (spec, { origin }): CustomComponent => {
      const withId = spec as { readonly id: string };
      return { kind, origin, id: withId.id, spec: withId };
    },
  });
}

/**
 * An endpoint of functions that are not served at a URL. Its spec has `functions`, `maxNumBatchRequests` and `call`
 * (milliseconds for one series of attempts) besides `fields`.
 */
export const defineEndpoint = <F extends Fields>(
  definition: CustomKind<F> & {
    /** Default: 10. The delay before the second attempt of a call; it doubles with each further one. */
    readonly retryFirstDelayMs?: number;
    create(spec: Spec<F> & { readonly call: number }, context: CustomContext): Transport | Promise<Transport>;
  },
): EndpointDefinition => ({
  ...defineKind({
    kind: definition.kind,
    role: 'endpoint',
    summary: definition.summary,
    schema: checked(
      mapping({
        functions: functions(),
        maxNumBatchRequests: maxNumBatchRequests(),
        call: callField(),
        ...definition.fields,
      }),
      definition.check,
    ),
    identify: identifyBy('functions', functions(), formatPattern),
    toComponent: (fields, { origin }): CustomEndpoint => {
      const spec = fields as z.output<ReturnType<typeof endpointFields>>;
      const { functions, maxNumBatchRequests: batchMessagesMax } = spec;
      return { kind: definition.kind, origin, functions, batchMessagesMax, spec };
    },
  }),
  role: 'endpoint',
  create: async (component, context) => {
    const { spec, origin } = component as CustomEndpoint<Spec<F>>;
    return {
      transport: await definition.create(spec, { ...context, origin }),
      callBudgetMs: spec.call,
      retryFirstDelayMs: definition.retryFirstDelayMs ?? RETRY_FIRST_DELAY_MS,
    };
  },
});

/** What the transport of an endpoint is created with. */
export interface TransportContext extends CustomContext {
  /** The URL of a function: `urlPathTemplate` with its name. Throws `STATEFUN_URL_INVALID`. */
  readonly urlOf: (target: Pick<Address, 'type'>) => URL;
  readonly endpoint: HttpEndpointComponent;
}

/**
 * A transport, for endpoints of the kind `io.statefun.endpoints.v2/http`. Its fields stand beside `type`; `call`
 * (milliseconds for one series of attempts) is added.
 */
export const defineTransport = <F extends Fields>(definition: {
  /** `<namespace>/<name>`, as `com.example/pubsub`. */
  readonly type: string;
  /** A sentence for the reference. */
  readonly summary: string;
  readonly fields: F;
  readonly check?: Check;
  /** The schemes of the URLs that it calls. Default: those of HTTP. */
  readonly urlSchemes?: readonly string[];
  /** Default: 10. The delay before the second attempt of a call; it doubles with each further one. */
  readonly retryFirstDelayMs?: number;
  create(
    spec: Spec<F> & { readonly call: number },
    context: TransportContext,
  ): Transport | Promise<Transport>;
}): TransportDefinition => ({
  ...defineTransportKind({
    type: definition.type,
    ...(definition.urlSchemes && { urlSchemes: definition.urlSchemes }),
    schema: checked(
      mapping({
        type: z.literal(definition.type).describe(definition.summary),
        call: callField(),
        ...definition.fields,
      }) as z.ZodObject,
      definition.check,
    ),
    toSpec: (fields) => fields as unknown as TransportSpec,
  }),
  create: async (endpoint, context) => {
    const spec = endpoint.transport as TransportSpec & Spec<F> & { readonly call: number };
    return {
      transport: await definition.create(spec, {
        ...context,
        origin: endpoint.origin,
        endpoint,
        urlOf: ({ type }) => expandUrl(endpoint.urlPathTemplate, type, definition.urlSchemes).url,
      }),
      callBudgetMs: spec.call,
      retryFirstDelayMs: definition.retryFirstDelayMs ?? RETRY_FIRST_DELAY_MS,
    };
  },
});

const callField = () => positiveDuration().prefault(CALL_DEFAULT).describe('One series of attempts.');

const endpointFields = () =>
  mapping({ functions: functions(), maxNumBatchRequests: maxNumBatchRequests(), call: callField() });

const checked = <S extends z.ZodType>(schema: S, check: Check | undefined): S =>
  check === undefined ? schema : schema.check(check as Parameters<S['check']>[0]);
