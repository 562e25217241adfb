import { StatefunError } from './errors.ts';

/** The two parts of a type name. The canonical text is `namespace/name`. */
export interface TypeName {
  readonly namespace: string;
  readonly name: string;
}

/** The canonical text of a type name. */
export const formatTypeName = (namespace: string, name: string): string => `${namespace}/${name}`;

/**
 * Parses a type name as the runtime does (`kind`, `id`, `functions`, `targets`, state types): exactly one
 * slash, except that trailing slashes are ignored after a name. The namespace may be empty (`/b`), the name
 * may not. Throws STATEFUN_TYPENAME_INVALID.
 */
export function parseTypeName(text: string): TypeName {
  const [namespace, name, ...rest] = text.split('/');
  if (namespace === undefined || name === undefined || name === '' || rest.some((part) => part !== '')) {
    throw invalid(text);
  }
  return { namespace, name };
}

/**
 * Parses a type name as the SDKs do: at the last slash, so that the namespace may have slashes. Neither part
 * may be empty. Throws STATEFUN_TYPENAME_INVALID.
 */
export function parseSdkTypeName(text: string): TypeName {
  const slash = text.lastIndexOf('/');
  if (slash < 1 || slash === text.length - 1) throw invalid(text);
  return { namespace: text.slice(0, slash), name: text.slice(slash + 1) };
}

const invalid = (text: string) =>
  new StatefunError(
    'STATEFUN_TYPENAME_INVALID',
    `Invalid type name ${JSON.stringify(text)}: it must have the form <namespace>/<name>, as in "example/person".`,
  );
