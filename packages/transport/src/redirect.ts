/** What to ask for next. */
export interface Redirect {
  readonly method: 'POST' | 'GET';
  /** Path and query. */
  readonly path: string;
}

/** A series of redirects is not followed any further, as with OkHttp. */
export const REDIRECTS_MAX = 20;

/**
 * Where a reply redirects a request to; undefined when it does not, or to another origin: messages and state go
 * nowhere but where the module says. As with OkHttp, 307 and 308 repeat the request, and the others ask for
 * what it led to, with a GET and no body.
 */
export function redirectOf(
  status: number,
  location: string | undefined,
  from: { readonly origin: string; readonly path: string },
  method: Redirect['method'] = 'POST',
): Redirect | undefined {
  if (location === undefined || ![300, 301, 302, 303, 307, 308].includes(status)) return undefined;
  const url = URL.parse(location, from.origin + from.path);
  if (url === null || url.origin !== from.origin) return undefined;
  return { method: status >= 307 ? method : 'GET', path: url.pathname + url.search };
}
