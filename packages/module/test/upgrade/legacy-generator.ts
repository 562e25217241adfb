import { Random } from '@statefun-ts/testing-support';

/** What a YAML document can hold. */
export type Value = string | number | boolean | null | readonly Value[] | { readonly [key: string]: Value };

type Fields = Readonly<Record<string, Value>>;

/** A random module of the format 3.0. */
export interface Generated {
  readonly text: string;
  /** The components that it stands for. */
  readonly components: readonly { readonly kind: string; readonly spec: Fields }[];
  readonly comments: readonly string[];
}

const ODD: readonly string[] = [
  '100%', '%s and %d', '# no comment', 'a # b', 'key: value', "it's", '"quoted"', 'two\nlines\n', '\n', ' around ',
  'null', '~', 'true', '007', '1e3', '1.10', '0x1F', '', 'ü€𝄞', '- item', '{a}', '[b]', '${env:NAME}', '$${x}', '*x',
  '&y', '!z', '@at', '`tick', 'tab\tin', 'word '.repeat(40), '---', '...', '<<', '\u0085', '\u2028', '\\', '\0',
  '? a', 'a\n\n\n b\n  c', '|', '>-', '=', ',', '%YAML 1.1',
]; // prettier-ignore

const KINDS: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  endpoint: [
    ['http', 'io.statefun.endpoints.v1/http'],
    ['io.statefun.endpoints.v2/http', 'io.statefun.endpoints.v2/http'],
  ],
  ingress: [
    ['io.statefun.kafka/ingress', 'io.statefun.kafka.v1/ingress'],
    ['io.statefun.kinesis/ingress', 'io.statefun.kinesis.v1/ingress'],
    ['com.example/own', 'com.example/own'],
  ],
  egress: [
    ['io.statefun.kafka/egress', 'io.statefun.kafka.v1/egress'],
    ['io.statefun.kinesis/egress', 'io.statefun.kinesis.v1/egress'],
  ],
};

export function generateLegacy(seed: number): Generated {
  const random = new Random(seed);
  const components: { kind: string; spec: Fields }[] = [];
  const spec: Record<string, Value> = {};
  for (const [group, item, typeKey] of [
    ['endpoints', 'endpoint', 'kind'],
    ['ingresses', 'ingress', 'type'],
    ['egresses', 'egress', 'type'],
  ] as const) {
    if (random.chance(0.15)) continue;
    spec[group] = random.list(3, () => {
      const [type, kind] = random.pick(KINDS[item] ?? []);
      const fields = specOf(item, random);
      const id = `ns/${item}-${components.length}`;
      components.push({ kind, spec: item === 'endpoint' ? fields : { id, ...fields } });
      return { [item]: { meta: { [typeKey]: type, ...(item !== 'endpoint' && { id }) }, spec: fields } };
    });
  }
  const writer = new Writer(random);
  const text = writer.document({ version: '3.0', module: { meta: { type: 'remote' }, spec } });
  return { text, components, comments: writer.comments };
}

function specOf(item: string, random: Random): Fields {
  if (item === 'endpoint') {
    return {
      functions: `ns${random.below(1e9)}/*`,
      urlPathTemplate: 'http://functions:8000/{function.name}',
      ...(random.chance(0.7) && { maxNumBatchRequests: random.below(5000) }),
      ...(random.chance(0.5) && { timeouts: { call: random.pick(['2min', '90 s', 60_000]), read: '5s' } }),
    };
  }
  return {
    address: 'kafka:9092',
    consumerGroupId: random.pick(['greeter', ...ODD]),
    ...(random.chance(0.5) && { autoOffsetResetPosition: 'EARLIEST' }),
    ...(random.chance(0.5) && { maxOutstandingRecords: 7 }),
    topics: Array.from({ length: 1 + random.below(3) }, () => ({
      topic: random.pick(ODD),
      valueType: 'io.statefun.types/string',
      targets: random.pick([['a/b'], ['a/b', 'c/d'], []]),
    })),
    properties: random.list(3, () => ({
      [random.pick(['max.poll.records', 'client.id', 'a b', '#', '7'])]: random.pick([
        ...ODD,
        5,
        true,
        null,
        0.5,
      ]),
    })),
  };
}

/** Writes YAML in any style, with comments, and with aliases for what it has written before. */
class Writer {
  readonly comments: string[] = [];
  readonly #random: Random;
  readonly #anchors = new Map<string, string>();
  #count = 0;

  constructor(random: Random) {
    this.#random = random;
  }

  document(root: Fields): string {
    return `${this.#ownLine(0)}${this.#block(root, 0)}${this.#ownLine(0)}`;
  }

  #comment(): string {
    const text = `# ${this.#random.pick(['note', 'why: because', "it's 100%", '- item', '#'])} ${this.comments.length}`;
    this.comments.push(text);
    return text;
  }

  #ownLine(indent: number): string {
    const line = this.#random.chance(0.12) ? `${' '.repeat(indent)}${this.#comment()}\n` : '';
    return this.#random.chance(0.05) ? `\n${line}` : line;
  }

  #trailing(): string {
    return this.#random.chance(0.12) ? ` ${this.#comment()}\n` : '\n';
  }

  /** A collection in block style, from the start of a line. */
  #block(value: Fields | readonly Value[], indent: number): string {
    const entries: readonly (readonly [string, Value])[] = isList(value)
      ? value.map((item) => ['-', item])
      : Object.entries(value).map(([key, item]) => [`${this.#key(key)}:`, item]);
    return entries
      .map(
        ([head, item]) => `${this.#ownLine(indent)}${' '.repeat(indent)}${head}${this.#below(item, indent)}`,
      )
      .join('');
  }

  /** What follows `key:` or `-`. */
  #below(value: Value, indent: number): string {
    const [known, anchor] = this.#anchorOf(value);
    if (known !== undefined) return ` *${known}${this.#trailing()}`;
    const mark = anchor === undefined ? '' : ` &${anchor}`;
    const step = this.#random.pick([1, 2, 4]);
    if (isCollection(value) && !isEmpty(value) && this.#random.chance(0.8)) {
      return `${mark}${this.#trailing()}${this.#block(value, indent + step)}`;
    }
    if (typeof value === 'string' && this.#random.chance(0.3)) {
      const literal = asLiteral(value, indent + step);
      if (literal !== undefined) return `${mark} ${literal}`;
    }
    const flow = this.#flow(value);
    return `${mark}${flow === '' ? '' : ` ${flow}`}${this.#trailing()}`;
  }

  #anchorOf(value: Value): readonly [known: string | undefined, made: string | undefined] {
    const json = JSON.stringify(value);
    const known = this.#anchors.get(json);
    if (known !== undefined && this.#random.chance(0.5)) return [known, undefined];
    if (!this.#random.chance(0.1)) return [undefined, undefined];
    const made = `a${this.#count++}`;
    // A collection is complete only after what is in it, which must not refer to it.
    if (!isCollection(value)) this.#anchors.set(json, made);
    return [undefined, made];
  }

  #flow(value: Value): string {
    if (isList(value)) return `[${value.map((item) => this.#flow(item) || 'null').join(', ')}]`;
    if (isCollection(value)) {
      const pairs = Object.entries(value).map(
        ([key, item]) => `${this.#key(key)}: ${this.#flow(item) || 'null'}`,
      );
      return `{${pairs.join(', ')}}`;
    }
    if (value === null) return this.#random.pick(['', 'null', '~']);
    return typeof value === 'string' ? this.#text(value) : String(value);
  }

  #key(key: string): string {
    return /^[a-z][\w.]*$/i.test(key) && this.#random.chance(0.9) ? key : JSON.stringify(key);
  }

  #text(text: string): string {
    const isPlain = /^[a-z][\w./]*$/i.test(text) && !/^(?:null|true)$/i.test(text);
    if (isPlain && this.#random.chance(0.7)) return text;
    const isSimple = /^[\p{L}\p{P}\p{S} \d]*$/u.test(text);
    return isSimple && this.#random.chance(0.5) ? `'${text.replaceAll("'", "''")}'` : JSON.stringify(text);
  }
}

/** Block style, when the text can be written so. */
function asLiteral(text: string, indent: number): string | undefined {
  const lines = text.split('\n');
  const isPossible =
    text !== '' && lines.every((line) => /^[\p{L}\p{P}\p{S}\d]([\p{L}\p{P}\p{S}\d ]*)$|^$/u.test(line));
  if (!isPossible || lines[0] === '' || text.endsWith('\n\n')) return undefined;
  const body = lines.map((line) => (line === '' ? '' : ' '.repeat(indent) + line)).join('\n');
  return text.endsWith('\n') ? `|\n${body}` : `|-\n${body}\n`;
}

const isList = (value: Value): value is readonly Value[] => Array.isArray(value);
const isCollection = (value: Value): value is Fields | readonly Value[] =>
  typeof value === 'object' && value !== null;
const isEmpty = (value: Fields | readonly Value[]): boolean => Object.keys(value).length === 0;
