/** The types of values, as scripts call them. All of them have one encoding only, in every language. */
export type Kind = 'bool' | 'int' | 'long' | 'float' | 'double' | 'string' | 'custom';

export const TYPENAMES: Readonly<Record<Kind, string>> = {
  bool: 'io.statefun.types/bool',
  int: 'io.statefun.types/int',
  long: 'io.statefun.types/long',
  float: 'io.statefun.types/float',
  double: 'io.statefun.types/double',
  string: 'io.statefun.types/string',
  custom: 'conformance/Bytes',
};

export const SCRIPT_TYPENAME = 'conformance/Script';

/** `long`, `float` and `double` as text, since JSON has no such numbers; `custom` in hex. */
export type Value = boolean | number | string;

export interface Typed {
  readonly as: Kind;
  readonly value: Value;
}

/** A part of the language of src/script.ts, and `tell`. */
export type Command =
  | { op: 'set'; state: string; value: Value }
  | { op: 'remove'; state: string }
  | { op: 'add'; value: number }
  | { op: 'tell'; state: string }
  | ({ op: 'send'; to: string; id: string; delayMs?: number; token?: string } & Typed)
  | ({ op: 'reply' } & Typed)
  | { op: 'cancel'; token: string }
  | { op: 'kafka'; topic: string; key?: string; as?: Kind; value: Value }
  | { op: 'kinesis'; stream: string; partitionKey: string; explicitHashKey?: string; value: string }
  | ({ op: 'egress'; egress: string } & Typed)
  | { op: 'fail' };
