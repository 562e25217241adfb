import { StatefunError } from '@statefun-ts/protocol';

/** What stands for the name of a function's type in a `urlPathTemplate`. */
export const FUNCTION_NAME = '{function.name}';

/** Scheme, host, port, path, query. Stricter than the URL standard, which repairs what is malformed. */
const TEMPLATE =
  /^(?<scheme>[a-z][a-z0-9+.-]*):\/\/(?:[^/?#@]*@)?(?<host>\[[^\]/?#]*\]|[^:/?#@]*)(?::(?<port>[^/?#]*))?(?<path>(?:\/[^?#]*)?)(?<query>\?[^#]*)?(?:#.*)?$/is;

interface Template {
  readonly scheme: string;
  readonly host: string;
  readonly port: string | undefined;
  readonly path: string;
  readonly query: string;
}

/** Checks a `urlPathTemplate` as far as that goes without a function. Throws STATEFUN_URL_INVALID. */
export function checkUrlTemplate(template: string): void {
  expandUrl(template, 'name');
}

/**
 * The URL of a function: every `{function.name}` of the template becomes the name. The original replaces the
 * text as it stands, with no encoding or check, so that a name can change the host, leave the path or add a
 * query. Here a name in the host must be a DNS label, or a part of one, and in the path or query it is
 * encoded, so that it stays within its segment. User information and a fragment, which the original ignores
 * too, are left out. Throws STATEFUN_URL_INVALID, whose message quotes the name but not the template.
 */
export function expandUrl(template: string, functionName: string): URL {
  const { scheme, host, port, path, query } = parseTemplate(template);
  const authority = port === undefined || port === '' ? '' : `:${port}`;
  const text = `${scheme}://${expandHost(host, functionName)}${authority}${expandPath(path, functionName)}${expandText(query, functionName)}`;
  const url = parseUrl(text);
  // A last label of digits would make an IPv4 address of the host, which is not the host that was written.
  if (host.includes(FUNCTION_NAME) && /^[\d.]+$|^\[/.test(url.hostname)) {
    throw invalid(`The function name ${quote(functionName)} would make an IP address of the host.`);
  }
  return url;
}

function parseTemplate(template: string): Template {
  if (/[\s\\\p{Cc}]/u.test(template))
    throw invalid('It has a space, a backslash or a control character in it.');
  const groups = TEMPLATE.exec(template)?.groups;
  if (groups === undefined) throw invalid('It does not start with http:// or https://.');
  const { scheme = '', host = '', port, path = '', query = '' } = groups;
  checkScheme(scheme.toLowerCase());
  if (host === '') throw invalid('It has no host.');
  for (const part of [host, port ?? '', path, query]) {
    const other = /\{[^}]*\}?|\}/.exec(part.replaceAll(FUNCTION_NAME, ''));
    if (other !== null) throw invalid(`Of what can stand in braces, only ${FUNCTION_NAME} is known.`);
  }
  if (/[^0-9]/.test(port ?? '')) throw invalid('The port must be a number.');
  return { scheme, host, port, path, query };
}

function checkScheme(scheme: string): void {
  if (scheme === 'http' || scheme === 'https') return;
  if (scheme === 'http+unix' || scheme === 'https+unix') {
    throw invalid(
      `${scheme}:// (a Unix domain socket) is for the transport io.statefun.transports.v1/okhttp only, and this version does not support it yet.`,
    );
  }
  throw invalid('The scheme must be http or https.');
}

const LABEL = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/i;
const LABEL_CHARACTERS_MAX = 63;

function expandHost(host: string, functionName: string): string {
  if (!host.includes(FUNCTION_NAME)) return host;
  const expanded = host.replaceAll(FUNCTION_NAME, () => functionName);
  const long = expanded.split('.').some((label) => label.length > LABEL_CHARACTERS_MAX);
  if (LABEL.test(functionName) && !long) return expanded;
  throw invalid(
    `The function name ${quote(functionName)} stands in the host, so it must be a DNS label: letters, digits and hyphens, with a letter or digit first and last, ${LABEL_CHARACTERS_MAX} characters at most.`,
  );
}

function expandPath(path: string, functionName: string): string {
  return path
    .split('/')
    .map((segment) => {
      if (!segment.includes(FUNCTION_NAME)) return segment;
      const expanded = expandText(segment, functionName);
      // Encoded dots count as dots.
      if (!/^(?:\.|%2e){1,2}$/i.test(expanded)) return expanded;
      throw invalid(`The function name ${quote(functionName)} would leave the path of the URL.`);
    })
    .join('/');
}

function expandText(text: string, functionName: string): string {
  if (!text.includes(FUNCTION_NAME)) return text;
  if (functionName === '' || !functionName.isWellFormed()) {
    throw invalid(`The function name ${quote(functionName)} can't stand in a URL.`);
  }
  // A function, since a replacement text would give $& a meaning.
  return text.replaceAll(FUNCTION_NAME, () => encodeURIComponent(functionName));
}

function parseUrl(text: string): URL {
  const url = URL.parse(text);
  if (url === null) throw invalid('Its host or port is not valid.');
  return url;
}

const quote = (text: string): string => JSON.stringify(text);

const invalid = (reason: string) => new StatefunError('STATEFUN_URL_INVALID', reason);
