import type { Observer, Random, Transport } from '@statefun-ts/engine';
import { CallFailure } from '@statefun-ts/engine';
import type { ModuleEndpointComponent } from '@statefun-ts/module';
import type { Address, FromFunction, InvocationBatchRequest } from '@statefun-ts/protocol';
import { Deadlines } from '../deadlines.ts';
import { ASYNC } from '../dialect.ts';
import { TRANSPORT_CLOSED, callFailure, reasonOf } from '../failure.ts';
import { StreamCall } from '../stream/stream-call.ts';
import { Streams } from '../stream/streams.ts';
import { workerChannels } from './worker-channel.ts';

/** A module may take so long to be loaded. */
const LOAD_MS = 60_000;
const PAYLOAD_BYTES_MAX = 128 * 1024 * 1024;
/** Threads are not replaced by age. */
const NEVER_MS = 2 ** 31 - 1;

/**
 * Calls of functions in this process: the stream protocol to worker threads, so that a busy function delays no other part
 * of the runtime. A thread that ends, or is silent for twice the time of a call, is replaced; what it was at is called again.
 */
export class ModuleTransport implements Transport {
  readonly #endpoint: ModuleEndpointComponent;
  readonly #observer: Observer | undefined;
  readonly #streams: Streams;
  readonly #deadlines = new Deadlines<StreamCall>();
  /** Why the last thread failed. */
  #problem: Error | undefined;
  #isClosed = false;

  constructor(
    endpoint: ModuleEndpointComponent,
    options: { readonly random?: Random; readonly observer?: Observer | undefined },
  ) {
    this.#endpoint = endpoint;
    this.#observer = options.observer;
    this.#streams = new Streams({
      open: workerChannels(endpoint.module),
      count: endpoint.workers,
      payloadBytesMax: PAYLOAD_BYTES_MAX,
      times: { openMs: LOAD_MS, silenceMs: endpoint.callMs, ttlMs: NEVER_MS },
      random: options.random ?? Math.random,
      onFailed: (error) => this.#failed(error),
      fallBack: (call) => call.options.reject(this.#unloaded(call.options.target)),
    });
    this.#streams.ensure();
  }

  call(request: InvocationBatchRequest, budgetMs: number): Promise<FromFunction> {
    const { target } = request;
    if (target === null) {
      return Promise.reject(
        new CallFailure('STATEFUN_ADDRESS_INVALID', 'A call has no target address.', { transient: false }),
      );
    }
    this.#streams.ensure();
    if (!this.#streams.isOpen && !this.#streams.isOpening) return Promise.reject(this.#unloaded(target));
    return new Promise((resolve, reject) => {
      this.#streams.enter(
        new StreamCall({
          request,
          target,
          url: this.#endpoint.module,
          budgetMs,
          dialect: ASYNC,
          payloadBytesMax: PAYLOAD_BYTES_MAX,
          deadlines: this.#deadlines,
          resolve,
          reject,
        }),
      );
    });
  }

  get callsWanted(): number | undefined {
    return this.#streams.callsWanted;
  }

  close(): Promise<void> {
    this.#isClosed = true;
    this.#deadlines.close();
    this.#streams.close(TRANSPORT_CLOSED);
    return Promise.resolve();
  }

  #failed(error: Error): void {
    this.#problem = error;
    const { functions, module, origin } = this.#endpoint;
    const where = `${origin.file}:${origin.line}:${origin.column}`;
    const what = `${functions.namespace}/${functions.name}`;
    this.#observer?.log(
      'error',
      `The functions ${what} of ${module} (${where}) do not run: ${reasonOf(error)}; they are loaded again when they are called`,
      { code: 'STATEFUN_FUNCTIONS_UNLOADED' },
    );
  }

  #unloaded(target: Address): CallFailure {
    const where = { target, url: this.#endpoint.module };
    if (this.#isClosed) {
      return callFailure(where, {
        code: 'STATEFUN_CALL_ABORTED',
        detail: TRANSPORT_CLOSED.message,
        transient: true,
      });
    }
    return callFailure(where, {
      code: 'STATEFUN_FUNCTIONS_UNLOADED',
      detail: `its thread does not run: ${reasonOf(this.#problem)}`,
      transient: true,
      cause: this.#problem,
    });
  }
}
