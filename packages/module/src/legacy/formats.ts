/** The formats with one root and a version: 1.0 and 2.0 were before StateFun 3.0, 3.0 before 3.1. */
export type LegacyVersion = '1.0' | '2.0' | '3.0';

/** One of the lists below `module.spec`: `ingresses: [{ingress: {meta: {type, id}, spec}}]`. */
export interface Group {
  readonly name: 'endpoints' | 'functions' | 'routers' | 'ingresses' | 'egresses';
  /** The key that each entry of the list has. */
  readonly item: string;
  /** The key in `meta` that says what the entry is. */
  readonly type: 'kind' | 'type';
  /** The key in `meta` that identifies the entry, if it is there rather than in its spec. */
  readonly id?: 'id' | 'type';
}

const INGRESSES: Group = { name: 'ingresses', item: 'ingress', type: 'type', id: 'id' };
const EGRESSES: Group = { name: 'egresses', item: 'egress', type: 'type', id: 'id' };
const BEFORE_3: readonly Group[] = [
  { name: 'functions', item: 'function', type: 'kind', id: 'type' },
  { name: 'routers', item: 'router', type: 'type' },
  INGRESSES,
  EGRESSES,
];

export const GROUPS: Readonly<Record<LegacyVersion, readonly Group[]>> = {
  '1.0': BEFORE_3,
  '2.0': BEFORE_3,
  '3.0': [{ name: 'endpoints', item: 'endpoint', type: 'kind' }, INGRESSES, EGRESSES],
};

const KINDS_3 = new Map([
  ['http', 'io.statefun.endpoints.v1/http'],
  ['io.statefun.kafka/ingress', 'io.statefun.kafka.v1/ingress'],
  ['io.statefun.kafka/egress', 'io.statefun.kafka.v1/egress'],
  ['io.statefun.kinesis/ingress', 'io.statefun.kinesis.v1/ingress'],
  ['io.statefun.kinesis/egress', 'io.statefun.kinesis.v1/egress'],
]);

/** What the format 3.0 names otherwise. As in the original, any other type is the kind itself. */
export const kindOf3 = (type: string): string => KINDS_3.get(type) ?? type;
