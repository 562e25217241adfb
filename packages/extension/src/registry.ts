import type { Component } from '@statefun-ts/module';
import type { Kind } from '@statefun-ts/module/kinds';
import { extension as extensionKind, TransportChoice } from '@statefun-ts/module/kinds';
import { StatefunError } from '@statefun-ts/protocol';
import type {
  ComponentDefinition,
  Extension,
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
    const guarded = loaded.map((extension) => ({ extension, boundary: new Boundary(extension.name) }));
    for (const each of builtIn.transports ?? []) this.#addTransport(each);
    const types = guarded.map(({ extension, boundary }) =>
      (extension.transports ?? []).map((each) => this.#addTransport(guardTransport(each, boundary))),
    );
    const [first, ...others] = [...this.#transports.values()];
    if (first === undefined) throw new Error('There is no transport.');
    const choice = new TransportChoice([first, ...others]);
    for (const each of builtIn.components ?? []) this.#addComponent(made(each, choice));
    this.extensions = guarded.map(({ extension, boundary }, index) => ({
      name: extension.name,
      url: extension.url,
      transports: types[index] ?? [],
      components: (extension.components ?? []).map((each) =>
        this.#addComponent(guardComponent(madeBy(boundary, each, choice), boundary)),
      ),
    }));
  }

  #addTransport(transport: TransportDefinition): string {
    add(this.#transports, transport.type, transport, 'The transport');
    return transport.type;
  }

  #addComponent(component: ComponentDefinition): Pick<ComponentDefinition, 'kind' | 'role'> {
    const { kind, role } = component;
    add(this.#components, kind, component, 'The kind');
    return { kind, role };
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
