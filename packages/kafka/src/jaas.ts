/** An entry of Java's login configuration, as in the property `sasl.jaas.config`. */
export interface JaasEntry {
  /** The class of the login module; empty when there is none. */
  readonly module: string;
  readonly options: ReadonlyMap<string, string>;
}

const option = /([\w.$-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|([^\s;"']+))/gs;

/** Reads `<class> required <name>="<value>" …;`, the first entry of what may be several. */
export function jaasEntry(text: string): JaasEntry {
  const module = /^\s*([\w.$]+)\s/.exec(text)?.[1] ?? '';
  const options = [...text.matchAll(option)].map(([, name = '', double, single, bare = '']) => {
    const quoted = double ?? single;
    return [name, quoted === undefined ? bare : quoted.replaceAll(/\\(.)/gs, '$1')] as const;
  });
  return { module, options: new Map(options) };
}
