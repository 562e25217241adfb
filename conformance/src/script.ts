/** The types of values, as the services call them. */
export const KINDS = ['bool', 'int', 'long', 'float', 'double', 'string', 'json', 'proto', 'custom'] as const;
export type Kind = (typeof KINDS)[number];

export const SCRIPT_TYPENAME = 'conformance/Script';

/**
 * A value as JSON: of a `long` its digits; of a `float` or `double` a number, or `'-0.0'`, `'NaN'`, `'Infinity'`, `'-Infinity'`; of a `proto` (a `google.protobuf.Timestamp`) its fields; of a `custom` (bytes
 * as they are) its hex, or `{bytes: n}` for n bytes of 0x5a.
 */
export type Value = unknown;

/** A value of a type; a script, too, is one. */
export type Typed = { as: Kind; value: Value } | { as: 'script'; value: readonly Command[] };

/**
 * What a service does, one after the other, for a message of type `conformance/Script`. The only language that the
 * services and the driver share: each SDK has an interpreter of it.
 */
export type Command =
  | { op: 'set'; state: string; value: Value }
  | { op: 'remove'; state: string }
  /** Adds to the state `total`. */
  | { op: 'add'; value: number }
  | ({ op: 'send'; to: string; id: string; delayMs?: number; token?: string } & Typed)
  | ({ op: 'reply' } & Typed)
  | { op: 'cancel'; token: string }
  /** Tells all states: to the egress of the playground, or to a topic of Kafka. */
  | { op: 'report'; tag: string; topic?: string }
  | { op: 'kafka'; topic: string; key?: string; as?: Kind; value: Value }
  | { op: 'kinesis'; stream: string; partitionKey: string; explicitHashKey?: string; value: string }
  | { op: 'egress'; egress: string; as: Kind; value: Value }
  | { op: 'sleep'; ms: number }
  | { op: 'fail' };

/** What a function tells: on the command `report`, and (tagged `received`) of each message that is no script. */
export interface Report {
  readonly tag: string;
  readonly self: string;
  readonly caller: string | null;
  /** All states by name; null for none. */
  readonly states?: Readonly<Record<string, Value>>;
  readonly message?: ReceivedMessage;
}

export interface ReceivedMessage {
  readonly typename: string;
  /** The types that it says it is of. */
  readonly is: readonly string[];
  readonly value?: Value;
  readonly length: number;
  /** Hex, or `sha256:` and the digest when there are more than 64. */
  readonly bytes: string;
}

/** A script as the body of a message. */
export const scriptBytes = (...commands: readonly Command[]): Buffer => Buffer.from(JSON.stringify(commands));
