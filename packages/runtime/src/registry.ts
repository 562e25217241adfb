import type {
  Calls,
  EgressDefinition,
  EndpointDefinition,
  Extension,
  IngressDefinition,
  TransportDefinition,
} from '@statefun-ts/extension';
import { API_VERSION } from '@statefun-ts/extension';
import type { LoadedExtension } from '@statefun-ts/extension/host';
import { Registry } from '@statefun-ts/extension/host';
import type { MarkAheadChoice } from '@statefun-ts/kafka';
import type {
  Component,
  ConnectorComponent,
  EndpointComponent,
  HttpEndpointComponent,
  HttpTransportSpec,
  KafkaEgressComponent,
  LambdaTransportSpec,
} from '@statefun-ts/module';
import * as kinds from '@statefun-ts/module/kinds';
import type { createTransport } from '@statefun-ts/transport';

/** What built-in kinds need to know that no module says. */
export interface BuiltInOptions {
  /** What an exactly-once egress does whose marks are ahead of the store; it refuses to send unless told. */
  readonly kafkaMarkAhead?: MarkAheadChoice;
}

/** The built-in transports and kinds, and those of extensions. Throws `STATEFUN_EXTENSION_INVALID`. */
export const createRegistry = (
  options: BuiltInOptions = {},
  extensions: readonly LoadedExtension[] = [],
): Registry => new Registry(builtIn(options), extensions);

/** Each is loaded for modules that use it only: clients take long to load, and `check` needs none of them. */
const importHttp = () => import('@statefun-ts/http');
const importKafka = () => import('@statefun-ts/kafka');
const importKinesis = () => import('@statefun-ts/kinesis');
const importLambda = () => import('@statefun-ts/lambda');

async function calls(...[endpoint, context]: Parameters<typeof createTransport>): Promise<Calls> {
  const { createTransport, retryOf } = await import('@statefun-ts/transport');
  return { transport: createTransport(endpoint, context), ...retryOf(endpoint) };
}

const viaTransport: EndpointDefinition<HttpEndpointComponent>['create'] = (component, { createTransport }) =>
  createTransport(component);

const endpoint = <C extends EndpointComponent>(
  kind: kinds.Kind<C>,
  create: EndpointDefinition<C>['create'],
): EndpointDefinition<C> => ({ ...kind, role: 'endpoint', create });

const ingress = <C extends ConnectorComponent>(
  kind: kinds.Kind<C>,
  create: IngressDefinition<C>['create'],
): IngressDefinition<C> => ({ ...kind, role: 'ingress', create });

const egress = <C extends ConnectorComponent>(
  kind: kinds.Kind<C>,
  create: EgressDefinition<C>['create'],
  createAdmitter?: EgressDefinition<C>['createAdmitter'],
): EgressDefinition<C> => ({ ...kind, role: 'egress', create, ...(createAdmitter && { createAdmitter }) });

const overHttp = <T extends HttpTransportSpec>(kind: kinds.TransportKind<T>): TransportDefinition<T> => ({
  ...kind,
  create: calls,
});

/** What comes with the runtime: an extension like any other. */
const builtIn = ({ kafkaMarkAhead }: BuiltInOptions): Extension => ({
  apiVersion: API_VERSION,
  transports: [
    overHttp(kinds.asyncTransport),
    overHttp(kinds.streamTransport),
    overHttp(kinds.okHttpTransport),
    {
      ...kinds.lambdaTransport,
      create: async (endpoint, context) =>
        (await importLambda()).createLambdaTransport(
          endpoint as HttpEndpointComponent<LambdaTransportSpec>,
          context,
        ),
    },
  ],
  components: [
    (transports) => endpoint(kinds.endpointV2(transports), viaTransport),
    endpoint(kinds.endpointV1, viaTransport),
    endpoint(kinds.endpointModule, calls),
    ingress(kinds.kafkaIngress, async (component, context) =>
      (await importKafka()).createKafkaIngress(component, context),
    ),
    egress(
      kinds.kafkaEgress,
      async (component, context) =>
        (await importKafka()).createKafkaEgress(component, {
          ...context,
          siblings: context.components.filter(isExactlyOnce).map(({ id }) => id),
          ...(kafkaMarkAhead && { onMarkAhead: kafkaMarkAhead }),
        }),
      async (component) => (await import('@statefun-ts/kafka/admitter')).createKafkaAdmitter(component),
    ),
    ingress(kinds.kinesisIngress, async (component, context) =>
      (await importKinesis()).createKinesisIngress(component, context),
    ),
    egress(
      kinds.kinesisEgress,
      async (component, context) => (await importKinesis()).createKinesisEgress(component, context),
      async (component) => (await import('@statefun-ts/kinesis/admitter')).createKinesisAdmitter(component),
    ),
    ingress(kinds.playgroundIngress, async (component, context) =>
      (await importHttp()).createPlaygroundIngress(component, context),
    ),
    egress(kinds.playgroundEgress, async (component, context) =>
      (await importHttp()).createPlaygroundEgress(component, context),
    ),
  ],
});

const isExactlyOnce = (component: Component): component is KafkaEgressComponent =>
  component.kind === kinds.kafkaEgress.kind &&
  (component as KafkaEgressComponent).delivery.type === 'exactly-once';
