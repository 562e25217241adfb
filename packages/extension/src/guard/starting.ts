import type { EgressSink, IngressSink } from '@statefun-ts/engine';
import type { Boundary } from './boundary.ts';
import { error } from './checks.ts';

/** A connector that has not started by then shows in the status; it may still start. */
const START_MS = 60_000;
/** What has not stopped by then is left behind. */
export const STOP_MS = 5_000;

/** Which connector is guarded: its id, and what messages call it. */
export interface Guarded {
  readonly id: string;
  readonly title: string;
}

/** Starts a connector. While that takes long, the sink is told of the trouble. */
export async function startGuarded(
  { title }: Guarded,
  boundary: Boundary,
  sink: Pick<IngressSink | EgressSink, 'trouble'>,
  start: () => Promise<void>,
): Promise<void> {
  let isSlow = false;
  const slow = setTimeout(() => {
    isSlow = true;
    sink.trouble(boundary.failure(title, new Error(`it has not started after ${START_MS} ms`)));
  }, START_MS).unref();
  try {
    await start();
    // It may have told of a trouble of its own.
    if (isSlow) sink.trouble(null);
  } catch (cause) {
    throw boundary.failure(title, cause);
  } finally {
    clearTimeout(slow);
  }
}

/** The part of a sink that is the same for ingresses and egresses. */
export const guardFaults = (
  sink: Pick<IngressSink, 'fail' | 'trouble'>,
): Pick<IngressSink, 'fail' | 'trouble'> => ({
  fail: (fault) => sink.fail(error(fault)),
  trouble: (fault) => sink.trouble(fault === null ? null : error(fault)),
});
