import { parseTypeName, StatefunError } from '@statefun-ts/protocol';
import type { TargetPattern } from '../components.ts';
import {
  checkUrlTemplate,
  expandUrl,
  FUNCTION_NAME,
  HTTP_SCHEMES,
  isHttpsOverUnix,
  listed,
} from '../url-template.ts';
import { across, INT_MAX, integer, parsed } from './fields.ts';
import type { KindContext } from './kind.ts';

/** Reads `<namespace>/<name>` or `<namespace>/*`. */
function parsePattern(value: string): TargetPattern {
  const pattern = parseTypeName(value);
  const wildcard = pattern.namespace.includes('*') || (pattern.name.includes('*') && pattern.name !== '*');
  if (!wildcard) return pattern;
  throw new StatefunError(
    'STATEFUN_MODULE_VALUE_INVALID',
    'A * stands for all names of one namespace: there is no endpoint for all namespaces, or for some names.',
  );
}

export const functions = () =>
  parsed('<namespace>/<name> or <namespace>/*', parsePattern).describe(
    'The functions that it serves: one type, or all types of a namespace. An exact type goes before its namespace.',
  );

export const urlPathTemplate = (schemes: readonly string[] = HTTP_SCHEMES) =>
  parsed(`an ${listed(schemes)} URL, in which ${FUNCTION_NAME} may stand`, (template) => {
    checkUrlTemplate(template, schemes);
    return template;
  }).describe(
    `Where the functions are served. Every \`${FUNCTION_NAME}\` becomes the name of the function's type.`,
  );

/** Reports a URL that promises what does not happen. */
export function warnOfUrl(template: string, { warn }: KindContext): void {
  if (!isHttpsOverUnix(template)) return;
  const message = 'https+unix is http+unix: no TLS is spoken over a Unix domain socket, as in the original.';
  warn(['urlPathTemplate'], { code: 'STATEFUN_MODULE_NO_EFFECT', message });
}

const BATCH_MESSAGES_DEFAULT = 1000;

export const maxNumBatchRequests = () =>
  integer(-INT_MAX, INT_MAX, 'a whole number')
    .prefault(BATCH_MESSAGES_DEFAULT)
    .transform((count) => Math.max(count, 0))
    .describe('Messages to one address that go out in one call, at most. 0 or less: no limit.');

/** The URL of an endpoint for one function has to work with that function's name. */
export const urlFitsFunction = across<{ functions: TargetPattern; urlPathTemplate: string }>(
  ({ functions, urlPathTemplate }, conflict) => {
    if (functions?.name === undefined || functions.name === '*' || typeof urlPathTemplate !== 'string')
      return;
    try {
      expandUrl(urlPathTemplate, functions.name);
    } catch (error) {
      if (!(error instanceof StatefunError)) throw error;
      conflict(['urlPathTemplate'], `the name of the function does not fit where ${FUNCTION_NAME} stands.`);
    }
  },
);

/** The canonical text of a pattern: what two endpoints may not both have. */
export const formatPattern = ({ namespace, name }: TargetPattern): string => `${namespace}/${name}`;
