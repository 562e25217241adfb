import type { KinesisEgressComponent, KinesisIngressComponent } from '@statefun-ts/module';
import { testAws } from '@statefun-ts/kinesis-emulator';

const origin = { file: 'module.yaml', line: 1, column: 1 };

function aws(endpoint: string) {
  const { region, accessKeyId, secretAccessKey } = testAws;
  return {
    region: { type: 'custom-endpoint', endpoint, id: region },
    credentials: { type: 'basic', accessKeyId, secretAccessKey },
  } as const;
}

/** Reads fast, so that tests are. */
const fast = {
  'flink.shard.getrecords.intervalmillis': '20',
  'flink.shard.getrecords.backoff.base': '20',
  'flink.shard.getrecords.backoff.max': '100',
  'flink.shard.discovery.intervalmillis': '300',
};

export function ingressComponent(
  endpoint: string,
  streams: readonly string[],
  changes: Partial<KinesisIngressComponent> = {},
): KinesisIngressComponent {
  return {
    kind: 'io.statefun.kinesis.v1/ingress',
    origin,
    id: 'test/in',
    ...aws(endpoint),
    startupPosition: { type: 'earliest' },
    streams: streams.map((stream) => ({ stream, valueType: 'test/text', targets: ['test/one'] })),
    ...changes,
    properties: { ...fast, ...changes.properties },
  };
}

export function egressComponent(
  endpoint: string,
  changes: Partial<KinesisEgressComponent> = {},
): KinesisEgressComponent {
  return {
    kind: 'io.statefun.kinesis.v1/egress',
    origin,
    id: 'test/out',
    ...aws(endpoint),
    outstandingRecordsMax: 1000,
    properties: {},
    ...changes,
  };
}
