import { StatefunError } from '@statefun-ts/protocol';

/** What `work` comes to, if that is within the limit. `what` is a subject: `The egress a/b (module.yaml:1:1) of the extension ./c.ts`. */
export async function within<T>(limitMs: number, what: string, work: Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    const message = `${what} failed: it has not ended after ${limitMs} ms`;
    late.reject(new StatefunError('STATEFUN_EXTENSION_FAILED', message));
  }, limitMs);
  try {
    return await Promise.race([work, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
