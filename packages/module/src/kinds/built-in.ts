import { endpointModule } from './endpoint-module.ts';
import { endpointV1 } from './endpoint-v1.ts';
import { endpointV2 } from './endpoint-v2.ts';
import { extension } from './extension.ts';
import { kafkaEgress } from './kafka-egress.ts';
import { kafkaIngress } from './kafka-ingress.ts';
import { kinesisEgress } from './kinesis-egress.ts';
import { kinesisIngress } from './kinesis-ingress.ts';
import type { Kind } from './kind.ts';
import { lambdaTransport } from './lambda-transport.ts';
import { playgroundEgress, playgroundIngress } from './playground.ts';
import type { TransportKind } from './transport-kind.ts';
import { TransportChoice } from './transport-kind.ts';
import { asyncTransport, okHttpTransport, streamTransport } from './transports.ts';

/** What extensions bring; a function makes a kind that needs all transports there are. */
export interface ExtensionKinds {
  readonly transports?: readonly TransportKind[];
  readonly components?: readonly (Kind | ((transports: TransportChoice) => Kind))[];
}

/** Every kind of component there is with some extensions. */
export function kindsWith(extensions: readonly ExtensionKinds[]): readonly Kind[] {
  const transports = extensions.flatMap((each) => each.transports ?? []);
  const choice = new TransportChoice([
    asyncTransport,
    streamTransport,
    okHttpTransport,
    lambdaTransport,
    ...transports,
  ]);
  const components = extensions.flatMap((each) => each.components ?? []);
  return [
    endpointV2(choice),
    endpointV1,
    endpointModule,
    kafkaIngress,
    kafkaEgress,
    kinesisIngress,
    kinesisEgress,
    playgroundIngress,
    playgroundEgress,
    extension,
    ...components.map((each) => (typeof each === 'function' ? each(choice) : each)),
  ];
}

/** Every kind of component there is without extensions. */
export const BUILT_IN_KINDS: readonly Kind[] = kindsWith([]);
