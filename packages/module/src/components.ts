/**
 * What a validated module consists of. Type names are canonical strings (`ns/name`), durations are
 * milliseconds, sizes are bytes, defaults are filled in, `${env:…}` and `${file:…}` are resolved.
 */

/** Where a component stands, for messages: `module.yaml:12:3`. Line and column count from 1. */
export interface Origin {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

interface ComponentBase {
  readonly kind: string;
  readonly origin: Origin;
}

/** Which function types an endpoint serves: one type, or all of a namespace (`name` is `*`). */
export interface TargetPattern {
  readonly namespace: string;
  readonly name: string;
}

/** `io.statefun.transports.v1/async`. */
export interface AsyncTransportSpec {
  readonly type: 'io.statefun.transports.v1/async';
  /** One series of attempts. */
  readonly callMs: number;
  readonly connectMs: number;
  /** A connection lives this long; 0 or less: no limit. */
  readonly poolTtlMs: number;
  readonly poolSize: number;
  readonly payloadBytesMax: number;
  readonly tls: TlsSpec;
}

/** `io.statefun.transports.v1/stream`: see docs/stream-transport.md. */
export interface StreamTransportSpec extends Omit<AsyncTransportSpec, 'type'> {
  readonly type: 'io.statefun.transports.v1/stream';
  /** Connections to each URL. */
  readonly streams: number;
  /** A stream takes calls for so long. */
  readonly streamTtlMs: number;
}

/** `io.statefun.transports.v1/okhttp`. */
export interface OkHttpTransportSpec {
  readonly type: 'io.statefun.transports.v1/okhttp';
  readonly callMs: number;
  readonly connectMs: number;
  readonly readMs: number;
  readonly writeMs: number;
}

/** PEM files; `clientCert` and `clientKey` come together. */
export interface TlsSpec {
  readonly trustCaCerts?: string;
  readonly clientCert?: string;
  readonly clientKey?: string;
  readonly clientKeyPasswordFile?: string;
}

export type TransportSpec = AsyncTransportSpec | StreamTransportSpec | OkHttpTransportSpec;

/** Functions that are served over HTTP. */
export interface HttpEndpointComponent extends ComponentBase {
  readonly kind: 'io.statefun.endpoints.v1/http' | 'io.statefun.endpoints.v2/http';
  readonly functions: TargetPattern;
  readonly urlPathTemplate: string;
  /** 0: no limit. */
  readonly batchMessagesMax: number;
  readonly transport: TransportSpec;
}

/** Functions in this process, in worker threads. */
export interface ModuleEndpointComponent extends ComponentBase {
  readonly kind: 'io.statefun.endpoints.v1/module';
  readonly functions: TargetPattern;
  /** The JavaScript or TypeScript module, absolute. */
  readonly module: string;
  readonly workers: number;
  /** 0: no limit. */
  readonly batchMessagesMax: number;
  /** One series of attempts. */
  readonly callMs: number;
}

export type EndpointComponent = HttpEndpointComponent | ModuleEndpointComponent;

export type KafkaStartupPosition =
  | { readonly type: 'group-offsets' | 'earliest' | 'latest' }
  | {
      readonly type: 'specific-offsets';
      readonly offsets: readonly {
        readonly topic: string;
        readonly partition: number;
        readonly offset: number;
      }[];
    }
  | { readonly type: 'date'; readonly timestampMs: number };

export interface KafkaTopic {
  readonly topic: string;
  /** Opaque, as the original takes it. */
  readonly valueType: string;
  /** Function types `ns/name`, in order. */
  readonly targets: readonly string[];
  /** `raw`: the value is passed on as it is. `utf8`: plain text, wrapped as a `io.statefun.types/string`. */
  readonly valueEncoding: 'raw' | 'utf8';
}

export interface KafkaIngressComponent extends ComponentBase {
  readonly kind: 'io.statefun.kafka.v1/ingress';
  readonly id: string;
  /** `host:port`, comma-separated. */
  readonly address: string;
  readonly consumerGroupId: string;
  readonly topics: readonly KafkaTopic[];
  /** Where to go on when an offset is out of range and nothing else decides. */
  readonly autoOffsetResetPosition: 'earliest' | 'latest';
  readonly startupPosition: KafkaStartupPosition;
  /** Kafka client properties as written; later ones win. */
  readonly properties: Readonly<Record<string, string>>;
}

export type KafkaDelivery =
  | { readonly type: 'none' | 'at-least-once' }
  | { readonly type: 'exactly-once'; readonly transactionTimeoutMs: number };

export interface KafkaEgressComponent extends ComponentBase {
  readonly kind: 'io.statefun.kafka.v1/egress';
  readonly id: string;
  readonly address: string;
  readonly delivery: KafkaDelivery;
  readonly properties: Readonly<Record<string, string>>;
}

export type AwsRegion =
  | { readonly type: 'default' }
  | { readonly type: 'specific'; readonly id: string }
  | { readonly type: 'custom-endpoint'; readonly endpoint: string; readonly id: string };

export type AwsCredentials =
  | { readonly type: 'default' }
  | { readonly type: 'basic'; readonly accessKeyId: string; readonly secretAccessKey: string }
  | { readonly type: 'profile'; readonly profileName: string; readonly profilePath?: string };

export type KinesisStartupPosition =
  { readonly type: 'earliest' | 'latest' } | { readonly type: 'date'; readonly timestampMs: number };

export interface KinesisStream {
  readonly stream: string;
  readonly valueType: string;
  /** Function types `ns/name`, in order. */
  readonly targets: readonly string[];
}

export interface KinesisIngressComponent extends ComponentBase {
  readonly kind: 'io.statefun.kinesis.v1/ingress';
  readonly id: string;
  readonly region: AwsRegion;
  readonly credentials: AwsCredentials;
  readonly startupPosition: KinesisStartupPosition;
  readonly streams: readonly KinesisStream[];
  /** `clientConfigProperties` as written; later ones win. */
  readonly properties: Readonly<Record<string, string>>;
}

export interface KinesisEgressComponent extends ComponentBase {
  readonly kind: 'io.statefun.kinesis.v1/egress';
  readonly id: string;
  readonly region: AwsRegion;
  readonly credentials: AwsCredentials;
  readonly outstandingRecordsMax: number;
  readonly properties: Readonly<Record<string, string>>;
}

export interface PlaygroundIngressComponent extends ComponentBase {
  readonly kind: 'io.statefun.playground.v1/ingress';
  readonly id: 'io.statefun.playground/ingress';
  /** Undefined: `--host`, `STATEFUN_HOST` or loopback. */
  readonly host?: string;
  readonly port: number;
}

export interface PlaygroundEgressComponent extends ComponentBase {
  readonly kind: 'io.statefun.playground.v1/egress';
  readonly id: 'io.statefun.playground/egress';
  readonly host?: string;
  readonly port: number;
  readonly topics: readonly string[];
}

export type Component =
  | EndpointComponent
  | KafkaIngressComponent
  | KafkaEgressComponent
  | KinesisIngressComponent
  | KinesisEgressComponent
  | PlaygroundIngressComponent
  | PlaygroundEgressComponent;

/** A whole application: the components of all its module files. */
export interface Module {
  readonly components: readonly Component[];
}
