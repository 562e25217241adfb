import type { EpochLog, Ingress, IngressSink, Transport } from '@statefun-ts/engine';
import type { FromFunction, InvocationBatchRequest } from '@statefun-ts/protocol';

type Call = Transport['call'];

/** A transport whose calls go by `call`, which may pass them on. */
const transportWith =
  (call: (honest: Call, request: InvocationBatchRequest, budgetMs: number) => Promise<FromFunction>) =>
  (transport: Transport): Transport => ({
    call: (request, budgetMs) => call((...args) => transport.call(...args), request, budgetMs),
    close: () => transport.close(),
  });

const keyOf = ({ target }: InvocationBatchRequest): string => JSON.stringify(target);

/** Batches arrive the wrong way round. */
export const reorderingTransport = transportWith((honest, request, budgetMs) =>
  honest({ ...request, invocations: request.invocations.toReversed() }, budgetMs),
);

/** A call that follows a failed one lacks its last message. */
export const droppingTransport = (transport: Transport): Transport => {
  const failed = new Set<string>();
  return transportWith(async (honest, request, budgetMs) => {
    const isRetry = failed.delete(keyOf(request)) && request.invocations.length > 1;
    const sent = isRetry ? { ...request, invocations: request.invocations.slice(0, -1) } : request;
    try {
      return await honest(sent, budgetMs);
    } catch (error) {
      failed.add(keyOf(request));
      throw error;
    }
  })(transport);
};

/** Every tenth reply is that of the call before. */
export const staleTransport = (transport: Transport): Transport => {
  const last = new Map<string, FromFunction>();
  let replies = 0;
  return transportWith(async (honest, request, budgetMs) => {
    const reply = await honest(request, budgetMs);
    const stale = last.get(keyOf(request));
    if (reply.invocationResult !== null) last.set(keyOf(request), reply);
    return stale !== undefined && ++replies % 10 === 0 ? stale : reply;
  })(transport);
};

/** Nobody learns that a state expires. */
export const immortalTransport = transportWith(async (honest, request, budgetMs) => {
  const reply = await honest(request, budgetMs);
  const missing = reply.incompleteInvocationContext?.missingValues;
  if (missing === undefined) return reply;
  const missingValues = missing.map((spec) => ({ ...spec, expirationSpec: null }));
  return { ...reply, incompleteInvocationContext: { missingValues } };
});

/** A log that does not delete rows of a kind. */
export const hoardingLog =
  (kind: string) =>
  (log: EpochLog): EpochLog => ({
    get epoch() {
      return log.epoch;
    },
    incarnation: log.incarnation,
    partitions: log.partitions,
    lanes: log.lanes,
    get: (key) => log.get(key),
    scan: (from, to, limit) => log.scan(from, to, limit),
    commit: (epoch, writes) =>
      log.commit(
        epoch,
        new Map([...writes].filter(([key, value]) => value !== null || !key.startsWith(kind))),
      ),
    close: () => log.close(),
  });

/** Senders hear that their message is taken before it is. */
export const hastyIngress = (ingress: Ingress): Ingress => ({
  id: ingress.id,
  start: (sink) => ingress.start(hastySink(sink)),
  pause: () => ingress.pause(),
  resume: () => ingress.resume(),
  committed: () => ingress.committed?.(),
  stop: () => ingress.stop(),
});

const hastySink = (sink: IngressSink): IngressSink => ({
  stored: (name) => sink.stored(name),
  openPartition: (name, options) => sink.openPartition(name, options),
  accept: (target, argument) => {
    sink.accept(target, argument).catch(() => {});
    return Promise.resolve();
  },
  fail: (error) => sink.fail(error),
  trouble: (error) => sink.trouble(error),
});
