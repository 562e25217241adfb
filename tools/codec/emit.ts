import type { Field, NamespaceBase, Root, Type } from 'protobufjs';

/*
 * TypeScript for the messages of .proto files: an interface for each, a function that encodes one, and one that decodes one. What
 * protobufjs's own generator makes is twice as slow here (docs/performance.md): each decoded message has its fields in the order in
 * which they came, so V8 has many shapes for one type; unknown fields are looked for; and names are looked up from the root.
 */

/** How a field of a scalar type is read and written. `isSet` says whether it differs from its default, which is left out. */
interface Scalar {
  readonly type: string;
  readonly wireType: number;
  readonly initial: string;
  readonly read: string;
  readonly write: (value: string) => string;
  readonly isSet: (value: string) => string;
  /** Many of them may stand in one field. */
  readonly isPackable?: boolean;
}

const VARINT = 0;
const FIXED64 = 1;
const BYTES = 2;

const isTrue = (value: string): string => value;
const isNotZero = (value: string): string => `${value} !== 0`;
const isNotEmpty = (value: string): string => `${value}.length > 0`;

const integer = (read: string): Scalar => ({
  type: 'number',
  wireType: VARINT,
  initial: '0',
  read: `reader.${read}()`,
  write: (value) => `writer.integer(${value})`,
  isSet: isNotZero,
  ...(read === 'uint32' && { isPackable: true }),
});

const SCALARS: Readonly<Record<string, Scalar>> = {
  string: {
    type: 'string',
    wireType: BYTES,
    initial: "''",
    read: 'reader.string()',
    write: (value) => `writer.string(${value})`,
    isSet: isNotEmpty,
  },
  bytes: {
    type: 'Uint8Array',
    wireType: BYTES,
    initial: 'NO_BYTES',
    read: 'reader.bytes()',
    write: (value) => `writer.bytes(${value})`,
    isSet: isNotEmpty,
  },
  bool: {
    type: 'boolean',
    wireType: VARINT,
    initial: 'false',
    read: 'reader.bool()',
    write: (value) => `writer.integer(${value} ? 1 : 0)`,
    isSet: isTrue,
  },
  double: {
    type: 'number',
    wireType: FIXED64,
    initial: '0',
    read: 'reader.double()',
    write: (value) => `writer.double(${value})`,
    isSet: isNotZero,
    isPackable: true,
  },
  uint32: integer('uint32'),
  int64: integer('integer64'),
  enum: integer('int32'),
};

/** What the emitter wants to know of a field. */
class EmittedField {
  readonly name: string;
  readonly comment: string | null;
  readonly #field: Field;
  readonly #scalar: Scalar | undefined;
  /** Of the message that it is of. */
  readonly #message: string;

  constructor(field: Field, scalars: Readonly<Record<string, Scalar>>) {
    field.resolve();
    this.name = field.name;
    this.comment = field.comment;
    this.#field = field;
    const resolved = field.resolvedType;
    this.#message = resolved !== null && 'fields' in resolved ? nameOf(resolved) : '';
    this.#scalar = this.#message === '' ? scalars[resolved === null ? field.type : 'enum'] : undefined;
    if (this.#message === '' && this.#scalar === undefined)
      throw new Error(`${field.fullName} is of the type ${field.type}, which nothing has been of so far`);
  }

  get #isPacked(): boolean {
    return this.#field.repeated && this.#field.packed && this.#scalar?.isPackable === true;
  }

  /** proto2 only: whether it was there matters. */
  get #isOptional(): boolean {
    return this.#field.hasPresence && this.#scalar !== undefined && !this.#field.partOf;
  }

  get isRequired(): boolean {
    return this.#field.required;
  }

  /** As the interface has it. */
  get type(): string {
    const one = this.#scalar?.type ?? this.#message;
    if (this.#field.repeated) return `readonly ${one}[]`;
    return this.#scalar === undefined || (this.#isOptional && !this.isRequired) ? `${one} | null` : one;
  }

  /** As it is while it is being decoded. */
  get variableType(): string {
    const one = this.#scalar?.type ?? this.#message;
    if (this.#field.repeated) return `${one}[]`;
    return this.#isOptional || this.#scalar === undefined ? `${one} | null` : one;
  }

  get initial(): string {
    if (this.#field.repeated) return 'NONE';
    return this.#isOptional ? 'null' : (this.#scalar?.initial ?? 'null');
  }

  #tag(wireType: number): number {
    return ((this.#field.id << 3) | wireType) >>> 0;
  }

  /** Statements that write it; backwards, as the writer does. */
  encode(): string[] {
    const value = `message.${this.name}`;
    if (this.#isPacked) return this.#encodePacked(value);
    if (this.#field.repeated)
      return [
        `for (let i = ${value}.length - 1; i >= 0; i--) {`,
        `  const item = ${value}[i] as ${this.#scalar?.type ?? this.#message};`,
        ...this.#encodeOne('item').map(indented),
        '}',
      ];
    if (this.isRequired) return this.#encodeOne(value);
    return [`if (${this.#isWritten(value)}) {`, ...this.#encodeOne(value).map(indented), '}'];
  }

  #isWritten(value: string): string {
    if (this.#scalar === undefined || this.#isOptional) return `${value} !== null`;
    return this.#scalar.isSet(value);
  }

  #encodeOne(value: string): string[] {
    const scalar = this.#scalar;
    if (scalar !== undefined)
      return [`${scalar.write(value)};`, `writer.integer(${this.#tag(scalar.wireType)});`];
    return [
      'const end = writer.position;',
      `encode${this.#message}(writer, ${value});`,
      'writer.lengthTo(end);',
      `writer.integer(${this.#tag(BYTES)});`,
    ];
  }

  #encodePacked(value: string): string[] {
    const write = (this.#scalar as Scalar).write(`${value}[i] as number`);
    return [
      `if (${value}.length > 0) {`,
      '  const end = writer.position;',
      `  for (let i = ${value}.length - 1; i >= 0; i--) ${write};`,
      '  writer.lengthTo(end);',
      `  writer.integer(${this.#tag(BYTES)});`,
      '}',
    ];
  }

  /** Cases of the tag that read it. */
  decode(): string[] {
    const scalar = this.#scalar;
    const wireType = scalar?.wireType ?? BYTES;
    // Of those of a oneof, the last one counts.
    const others = (this.#field.partOf?.fieldsArray ?? []).filter(({ name }) => name !== this.name);
    const reset = others.map(({ name }) => `  ${name} = null;`);
    if (!this.#field.repeated)
      return [`case ${this.#tag(wireType)}:`, ...this.#decodeOne(this.name, this.name), ...reset, '  break;'];
    const cases = [
      `case ${this.#tag(wireType)}: {`,
      ...this.#decodeOne('const item', 'null'),
      `  if (${this.name}.length > 0) ${this.name}.push(item);`,
      `  else ${this.name} = [item];`,
      '  break;',
      '}',
    ];
    if (scalar?.isPackable === true)
      cases.push(
        `case ${this.#tag(BYTES)}:`,
        `  ${this.name} = reader.packed('${this.#field.type}', ${this.name});`,
        '  break;',
      );
    return cases;
  }

  #decodeOne(target: string, prior: string): string[] {
    if (this.#scalar !== undefined) return [`  ${target} = ${this.#scalar.read};`];
    const outer = `outer${this.#field.id}`;
    return [
      `  const ${outer} = reader.enter();`,
      `  ${target} = decode${this.#message}(reader, ${prior});`,
      `  reader.leave(${outer});`,
    ];
  }
}

/** What the .proto file says of it. */
const docs = (comment: string | null, indent = ''): string =>
  comment === null ? '' : `${indent}/** ${comment.replaceAll(/\s+/g, ' ')} */\n`;

const indented = (line: string): string => `  ${line}`;

/** What the code calls a message: with the names of the messages around it, since names within two of them may be the same. */
export function nameOf(type: Type): string {
  const names = [type.name];
  for (let outer = type.parent; outer !== null && 'fields' in outer; outer = outer.parent)
    names.unshift(outer.name);
  return names.join('');
}

/** All messages, those within others, too. */
export function* messagesOf(namespace: NamespaceBase): Generator<Type> {
  for (const nested of namespace.nestedArray) {
    if ('fields' in nested) yield nested as Type;
    if ('nestedArray' in nested) yield* messagesOf(nested as NamespaceBase);
  }
}

function emitMessage(type: Type): string {
  const name = nameOf(type);
  const fields = type.fieldsArray
    .toSorted((one, other) => one.id - other.id)
    .map((field) => new EmittedField(field, SCALARS));
  const initials = fields.map(({ name: field, variableType, initial }) => {
    const from = `prior === null ? ${initial} : prior.${field}`;
    return `  let ${field}: ${variableType} = ${variableType.endsWith('[]') ? `(${from}) as ${variableType}` : from};`;
  });
  const missing = fields
    .filter(({ isRequired }) => isRequired)
    .map(
      ({ name: field }) =>
        `  if (${field} === null) throw new RangeError('${type.name} has no field ${field}');`,
    );
  const declared = fields.map(
    ({ name: field, type: fieldType, comment }) => `${docs(comment, '  ')}  readonly ${field}: ${fieldType};`,
  );
  return `${docs(type.comment)}export interface ${name} {
${declared.join('\n')}
}

export function encode${name}(writer: WireWriter, message: ${name}): void {
${fields
  .toReversed()
  .flatMap((field) => field.encode())
  .map(indented)
  .join('\n')}
}

export function decode${name}(reader: WireReader, prior: ${name} | null): ${name} {
${initials.join('\n')}
  while (reader.hasMore) {
    const tag = reader.tag();
    switch (tag) {
${fields
  .flatMap((field) => field.decode())
  .map((line) => `      ${line}`)
  .join('\n')}
      default:
        reader.skip(tag);
    }
  }
${missing.map((line) => `${line}\n`).join('')}  return { ${fields.map(({ name: field }) => field).join(', ')} };
}
`;
}

/** The file for all messages of `root`, which imports `WireReader` and `WireWriter` from `runtime`. */
export function emitCodecs(root: Root, runtime: string): string {
  root.resolveAll();
  const messages = [...messagesOf(root)].map(emitMessage);
  const needsBytes = messages.some((message) => message.includes('NO_BYTES'));
  const needsLists = messages.some((message) => message.includes('NONE'));
  return `// Made by \`npm run generate\` from the .proto files: change those.
import type { WireReader, WireWriter } from '${runtime}';

${needsBytes ? 'const NO_BYTES = new Uint8Array(0);\n' : ''}${needsLists ? 'const NONE: never[] = [];\n' : ''}
${messages.join('\n')}`;
}
