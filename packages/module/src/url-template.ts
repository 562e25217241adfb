import { StatefunError } from '@statefun-ts/protocol';

/** The schemes of the URLs that are called over HTTP. */
export const HTTP_SCHEMES: readonly string[] = ['http', 'https', 'http+unix', 'https+unix'];

/** What stands for the name of a function's type in a `urlPathTemplate`. */
export const FUNCTION_NAME = '{function.name}';

/** Scheme, host, port, path, query. Stricter than the URL standard, which repairs what is malformed. */
const TEMPLATE =
  /^(?<scheme>[a-z][a-z0-9+.-]*):\/\/(?:[^/?#@]*@)?(?<host>\[[^\]/?#]*\]|[^:/?#@]*)(?::(?<port>[^/?#]*))?(?<path>(?:\/[^?#]*)?)(?<query>\?[^#]*)?(?:#.*)?$/is;

/** A Unix socket's address has room for so much. */
const SOCKET_PATH_BYTES_MAX = 107;

interface Template {
  readonly scheme: string;
  readonly host: string;
  readonly port: string | undefined;
  readonly path: string;
  readonly query: string;
}

/** Where the calls of a function go. */
export interface FunctionUrl {
  /** Over a Unix domain socket its host is `unused`, as in the original. */
  readonly url: URL;
  /** The file of the Unix domain socket to connect to; undefined: the host and port of the URL. */
  readonly socketPath: string | undefined;
}

/** Checks a `urlPathTemplate` as far as that goes without a function. Throws STATEFUN_URL_INVALID. */
export function checkUrlTemplate(template: string, schemes: readonly string[] = HTTP_SCHEMES): void {
  expandUrl(template, 'name', schemes);
}

/** The scheme of a URL, in small letters. */
export const schemeOf = (template: string): string => template.slice(0, template.indexOf(':')).toLowerCase();

/** What people call some schemes: `http, https or ftp`. */
export const listed = (schemes: readonly string[]): string =>
  schemes.length < 2
    ? schemes.join('')
    : `${schemes.slice(0, -1).join(', ')} or ${schemes[schemes.length - 1]}`;

/** Is it an `https+unix` URL? It means what `http+unix` does: there is no TLS over the socket. */
export const isHttpsOverUnix = (template: string): boolean => /^https\+unix:/i.test(template);

/**
 * The URL of a function: every `{function.name}` of the template becomes the name. The original replaces the
 * text as it stands, with no encoding or check, so that a name can change the host, leave the path or add a
 * query. Here a name in the host must be a DNS label, or a part of one, and in the path or query it is
 * encoded, so that it stays within its segment. User information and a fragment, which the original ignores
 * too, are left out. Throws STATEFUN_URL_INVALID, whose message quotes the name but not the template.
 *
 * `http+unix:///run/greeter.sock/statefun` is the path `/statefun` over the Unix domain socket
 * `/run/greeter.sock`: the socket's file ends with the first segment that ends with `.sock`.
 */
export function expandUrl(
  template: string,
  functionName: string,
  schemes: readonly string[] = HTTP_SCHEMES,
): FunctionUrl {
  const parsed = parseTemplate(template, schemes);
  return isUnix(parsed.scheme)
    ? expandUnixUrl(parsed, functionName)
    : { url: expandHostUrl(parsed, functionName), socketPath: undefined };
}

function expandHostUrl({ scheme, host, port, path, query }: Template, functionName: string): URL {
  const authority = port === undefined || port === '' ? '' : `:${port}`;
  const text = `${scheme}://${expandHost(host, functionName)}${authority}${expandPath(path, functionName)}${expandText(query, functionName)}`;
  const url = parseUrl(text);
  // A last label of digits would make an IPv4 address of the host, which is not the host that was written.
  if (host.includes(FUNCTION_NAME) && /^[\d.]+$|^\[/.test(url.hostname)) {
    throw invalid(`The function name ${quote(functionName)} would make an IP address of the host.`);
  }
  return url;
}

function expandUnixUrl({ path, query }: Template, functionName: string): FunctionUrl {
  const segments = path.split('/');
  const end = segments.findIndex((segment) => segment.endsWith('.sock')) + 1;
  if (end === 0)
    throw invalid('No segment of its path ends with .sock, as that of a Unix domain socket has to.');
  const socketPath = segments
    .slice(0, end)
    .map((segment) => expandFileName(segment, functionName))
    .join('/');
  if (Buffer.byteLength(socketPath) > SOCKET_PATH_BYTES_MAX) {
    throw invalid(
      `The path of its Unix domain socket has more than the ${SOCKET_PATH_BYTES_MAX} bytes that systems take.`,
    );
  }
  const rest = ['', ...segments.slice(end)].join('/');
  const text = `http://unused${expandPath(rest, functionName)}${expandText(query, functionName)}`;
  return { url: parseUrl(text), socketPath };
}

function parseTemplate(template: string, schemes: readonly string[]): Template {
  if (/[\s\\\p{Cc}]/u.test(template))
    throw invalid('It has a space, a backslash or a control character in it.');
  const groups = TEMPLATE.exec(template)?.groups;
  if (groups === undefined) throw invalid(`It does not start with ${startOf(schemes)}.`);
  const { scheme = '', host = '', port, path = '', query = '' } = groups;
  if (!schemes.includes(scheme.toLowerCase())) throw invalid(`The scheme must be ${listed(schemes)}.`);
  if (isUnix(scheme)) {
    if (host !== '' || port !== undefined)
      throw invalid(`The path of the socket follows three slashes: ${scheme}:///path/to/it.sock/.`);
  } else if (host === '') throw invalid('It has no host.');
  for (const part of [host, port ?? '', path, query]) {
    const other = /\{[^}]*\}?|\}/.exec(part.replaceAll(FUNCTION_NAME, ''));
    if (other !== null) throw invalid(`Of what can stand in braces, only ${FUNCTION_NAME} is known.`);
  }
  if (/[^0-9]/.test(port ?? '')) throw invalid('The port must be a number.');
  return { scheme, host, port, path, query };
}

/** Unix domain sockets are for those who know that they want them. */
const startOf = (schemes: readonly string[]): string =>
  listed(schemes.filter((scheme) => !isUnix(scheme)).map((scheme) => `${scheme}://`));

const isUnix = (scheme: string): boolean => /^https?\+unix$/i.test(scheme);

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

/** A segment of the path of a socket. What is encoded in the template is decoded, as in the original. */
function expandFileName(segment: string, functionName: string): string {
  const name = decode(segment);
  if (!name.includes(FUNCTION_NAME)) return name;
  const expanded = name.replaceAll(FUNCTION_NAME, () => functionName);
  const stays =
    functionName.isWellFormed() &&
    !functionName.includes('/') &&
    !functionName.includes('\0') &&
    !/^\.{0,2}$/.test(expanded);
  if (functionName !== '' && stays) return expanded;
  throw invalid(`The function name ${quote(functionName)} can't stand in the path of a socket.`);
}

function decode(text: string): string {
  try {
    const decoded = decodeURIComponent(text);
    if (!decoded.includes('\0')) return decoded;
  } catch (error) {
    if (!(error instanceof URIError)) throw error;
  }
  throw invalid('What is percent-encoded in the path of its socket is no text.');
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
