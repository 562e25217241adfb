import type { Component } from '@statefun-ts/module';
import type { Kind } from '@statefun-ts/module/kinds';
import { extension as extensionKind, TransportChoice } from '@statefun-ts/module/kinds';
import { StatefunError } from '@statefun-ts/protocol';
import type {
  ComponentDefinition,
  Extension,
  ExtensionOrigin,
  ExtensionSummary,
  LoadedExtension,
  TransportDefinition,
} from './extension.ts';
import { Boundary } from './guard/boundary.ts';
import { guardComponent, guardTransport } from './guard/definitions.ts';
import { checkComponent } from './shape.ts';

/** All transports and kinds of components that an application can have. */
export class Registry {
  readonly #transports = new Map<string, TransportDefinition>();
  readonly #components = new Map<string, ComponentDefinition>();
  /** What the extensions bring. */
  readonly extensions: readonly ExtensionSummary[];

  /**
   * `builtIn` is trusted; what is `loaded` is guarded. Throws `STATEFUN_EXTENSION_INVALID` when one brings what is
   * there already.
   */
  constructor(builtIn: Extension, loaded: readonly LoadedExtension[] = []) {
    const all = [
      { extension: builtIn, boundary: undefined },
      ...loaded.map((extension) => ({ extension, boundary: new Boundary(extension.name) })),
    ];
    for (const { extension, boundary } of all) {
      for (const each of extension.transports ?? []) {
        const transport = boundary === undefined ? each : guardTransport(each, boundary);
        add(this.#transports, transport.type, transport, `The transport`);
      }
    }
    const [first, ...others] = [...this.#transports.values()];
    if (first === undefined) throw new Error('There is no transport.');
    const choice = new TransportChoice([first, ...others]);
    for (const { extension, boundary } of all) {
      for (const each of extension.components ?? []) {
        const component =
          boundary === undefined
            ? made(each, choice)
            : guardComponent(madeBy(boundary, each, choice), boundary);
        add(this.#components, component.kind, component, 'The kind');
      }
    }
    this.extensions = loaded.flatMap(({ name, url }) =>
      url === undefined ? [] : this.#summary({ name, url }),
    );
  }

  #summary(origin: ExtensionOrigin): ExtensionSummary {
    const isIts = ({ extension }: Named): boolean => extension === origin.name;
    return {
      ...origin,
      transports: [...this.#transports.values()].filter(isIts).map(({ type }) => type),
      components: [...this.#components.values()].filter(isIts).map(({ kind, role }) => ({ kind, role })),
    };
  }

  /** What module files are parsed with. */
  get kinds(): readonly Kind[] {
    return [...this.#components.values(), extensionKind];
  }

  /** The definition of a component's kind; undefined for those that ask for extensions. */
  definitionOf({ kind }: Component): ComponentDefinition | undefined {
    return this.#components.get(kind);
  }

  /** The definition of a type of transport that a module was parsed with. */
  transport(type: string): TransportDefinition {
    const definition = this.#transports.get(type);
    if (definition !== undefined) return definition;
    throw new StatefunError('STATEFUN_INTERNAL', `The transport ${type} is not registered.`);
  }
}

type Defined = NonNullable<Extension['components']>[number];

const made = (component: Defined, choice: TransportChoice): ComponentDefinition =>
  typeof component === 'function' ? component(choice) : component;

const madeBy = (boundary: Boundary, component: Defined, choice: TransportChoice): ComponentDefinition =>
  checkComponent(
    boundary.name,
    boundary.ask('A definition', () => made(component, choice)),
  );

interface Named {
  readonly extension?: string;
}

function add<T extends Named>(map: Map<string, T>, name: string, definition: T, what: string): void {
  const earlier = map.get(name);
  if (earlier === undefined) {
    map.set(name, definition);
    return;
  }
  const owner = earlier.extension === undefined ? 'is built in' : `comes from ${earlier.extension}, too`;
  throw new StatefunError(
    'STATEFUN_EXTENSION_INVALID',
    `The extension ${definition.extension} can't be used. ${what} ${name} ${owner}: give it a name of its own, in a namespace of its own.`,
  );
}
