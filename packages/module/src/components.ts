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

/** What every component has; each kind adds its own. */
export interface Component {
  readonly kind: string;
  readonly origin: Origin;
}

/** Which function types an endpoint serves: one type, or all of a namespace (`name` is `*`). */
export interface TargetPattern {
  readonly namespace: string;
  readonly name: string;
}

/** How calls are made; each type adds its own. */
export interface TransportSpec {
  readonly type: string;
}

/** `io.statefun.transports.v1/async`. */
export interface AsyncTransportSpec extends TransportSpec {
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
export interface OkHttpTransportSpec extends TransportSpec {
  readonly type: 'io.statefun.transports.v1/okhttp';
  readonly callMs: number;
  readonly connectMs: number;
  readonly readMs: number;
  readonly writeMs: number;
}

/** `io.statefun.transports.v1/lambda`. */
export interface LambdaTransportSpec extends TransportSpec {
  readonly type: 'io.statefun.transports.v1/lambda';
  /** One series of attempts. */
  readonly callMs: number;
  readonly connectMs: number;
  /** Connections, and so calls at once. */
  readonly poolSize: number;
  /** The account that the functions are of, when it is another one. */
  readonly account?: string;
  readonly region: AwsRegion;
  readonly credentials: AwsCredentials;
}

/** PEM files; `clientCert` and `clientKey` come together. */
export interface TlsSpec {
  readonly trustCaCerts?: string;
  readonly clientCert?: string;
  readonly clientKey?: string;
  readonly clientKeyPasswordFile?: string;
}

/** The transports that call over HTTP. */
export type HttpTransportSpec = AsyncTransportSpec | StreamTransportSpec | OkHttpTransportSpec;

/** Who serves some functions. */
export interface EndpointComponent extends Component {
  readonly functions: TargetPattern;
  /** Messages of one call, at most; 0: no limit. */
  readonly batchMessagesMax: number;
}

/** Functions that are served at a URL, and called with some transport. */
export interface HttpEndpointComponent<T extends TransportSpec = TransportSpec> extends EndpointComponent {
  readonly kind: 'io.statefun.endpoints.v1/http' | 'io.statefun.endpoints.v2/http';
  readonly urlPathTemplate: string;
  readonly transport: T;
}

/** Functions in this process, in worker threads. */
export interface ModuleEndpointComponent extends EndpointComponent {
  readonly kind: 'io.statefun.endpoints.v1/module';
  /** The JavaScript or TypeScript module, absolute. */
  readonly module: string;
  readonly workers: number;
  /** One series of attempts. */
  readonly callMs: number;
}

/** An ingress or an egress. */
export interface ConnectorComponent extends Component {
  /** `<namespace>/<name>`, unique among ingresses or among egresses. */
  readonly id: string;
}

/** One that listens on a port: no two may have the same. */
export interface ListeningComponent extends ConnectorComponent {
  /** Undefined: `--host`, `STATEFUN_HOST` or loopback. */
  readonly host?: string;
  /** 0: the system picks one. */
  readonly port: number;
}

/** An extension that the application needs. */
export interface ExtensionComponent extends Component {
  readonly kind: 'io.statefun.extensions.v1/extension';
  /** The name of a package, or the path of a JavaScript or TypeScript module, as it is written. */
  readonly module: string;
}

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

export interface KafkaIngressComponent extends ConnectorComponent {
  readonly kind: 'io.statefun.kafka.v1/ingress';
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

export interface KafkaEgressComponent extends ConnectorComponent {
  readonly kind: 'io.statefun.kafka.v1/egress';
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

export interface KinesisIngressComponent extends ConnectorComponent {
  readonly kind: 'io.statefun.kinesis.v1/ingress';
  readonly region: AwsRegion;
  readonly credentials: AwsCredentials;
  readonly startupPosition: KinesisStartupPosition;
  readonly streams: readonly KinesisStream[];
  /** `clientConfigProperties` as written; later ones win. */
  readonly properties: Readonly<Record<string, string>>;
}

export interface KinesisEgressComponent extends ConnectorComponent {
  readonly kind: 'io.statefun.kinesis.v1/egress';
  readonly region: AwsRegion;
  readonly credentials: AwsCredentials;
  readonly outstandingRecordsMax: number;
  readonly properties: Readonly<Record<string, string>>;
}

export interface PlaygroundIngressComponent extends ListeningComponent {
  readonly kind: 'io.statefun.playground.v1/ingress';
  readonly id: 'io.statefun.playground/ingress';
}

export interface PlaygroundEgressComponent extends ListeningComponent {
  readonly kind: 'io.statefun.playground.v1/egress';
  readonly id: 'io.statefun.playground/egress';
  readonly topics: readonly string[];
}

/** A whole application: the components of all its module files. */
export interface Module {
  readonly components: readonly Component[];
}
