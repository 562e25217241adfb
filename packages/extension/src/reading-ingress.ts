import { Backoff, Gate, SessionIngress } from '@statefun-ts/connector';
import type { Ingress, IngressSink } from '@statefun-ts/engine';

/** What a reader works with. */
export interface Reader {
  readonly sink: IngressSink;
  /** Aborts when the ingress stops: `read` is to end then. */
  readonly signal: AbortSignal;
  /** Says that reading works: a trouble that there was is over, and the next wait is short again. */
  readonly ready: () => void;
  /** Resolves when the runtime takes more: to be awaited before anything is handed over. */
  readonly proceed: () => Promise<void>;
}

/** How records come in. */
export interface Reading {
  /** The id of the ingress. */
  readonly id: string;
  /**
   * Connects, and hands over records until `signal` aborts. When it ends before, or rejects, it is called anew after a while;
   * until it says that it is ready, the reason shows in the status.
   */
  read(reader: Reader): Promise<void>;
  /** After each commit, while `read` runs, so that a source can be told how far it is done. */
  committed?(): void;
}

const PAUSE_FIRST_MS = 100;
const PAUSE_MAX_MS = 10_000;

/** An ingress that reads by itself, and tries again when that fails. */
export const readingIngress = (reading: Reading): Ingress =>
  new SessionIngress(reading.id, (sink) => {
    const gate = new Gate();
    const stopping = new AbortController();
    let work = Promise.resolve();
    return {
      gate,
      start: () => {
        work = readOn(reading, sink, gate, stopping.signal);
        return Promise.resolve();
      },
      committed: () => reading.committed?.(),
      stop: () => {
        stopping.abort(new Error('the ingress stops'));
        gate.open();
        return work;
      },
    };
  });

async function readOn(reading: Reading, sink: IngressSink, gate: Gate, signal: AbortSignal): Promise<void> {
  const backoff = new Backoff(PAUSE_FIRST_MS, PAUSE_MAX_MS);
  const reader: Reader = {
    sink,
    signal,
    ready: () => {
      backoff.reset();
      sink.trouble(null);
    },
    proceed: async () => {
      await gate.passable();
      signal.throwIfAborted();
    },
  };
  while (!signal.aborted) {
    try {
      await reading.read(reader);
    } catch (error) {
      if (!signal.aborted) sink.trouble(error instanceof Error ? error : new Error(String(error)));
    }
    await backoff.wait(signal);
  }
}
