import type { Transport } from '@statefun-ts/engine';
import { CallFailure } from '@statefun-ts/engine';
import type { FromFunction, InvocationBatchRequest } from '@statefun-ts/protocol';
import { StatefunError, formatTypeName, fromFunctionCodec, toFunctionCodec } from '@statefun-ts/protocol';
import type { FunctionService } from './function-service.ts';

export interface InProcessTransportOptions {
  readonly services: readonly FunctionService[];
  /** A call that takes longer, in real time, fails. */
  readonly callMsMax: number;
  /** So many calls may be made between two rests. */
  readonly callsMax: number;
  readonly onFailure: (error: StatefunError) => void;
}

/** Calls functions in this process, through the wire format. */
export class InProcessTransport implements Transport {
  readonly #options: InProcessTransportOptions;
  readonly #inFlight = new Set<Promise<unknown>>();
  #calls = 0;

  constructor(options: InProcessTransportOptions) {
    this.#options = options;
  }

  call(request: InvocationBatchRequest): Promise<FromFunction> {
    const call = this.#call(request);
    const ended = call.catch(() => undefined);
    this.#inFlight.add(ended);
    void ended.then(() => this.#inFlight.delete(ended));
    return call;
  }

  /** Nothing happens any more without time passing: what was called so far is no loop. */
  rest(): void {
    this.#calls = 0;
  }

  /** Resolves when a call that is in flight has ended; undefined when none is. */
  nextEnd(): Promise<unknown> | undefined {
    return this.#inFlight.size === 0 ? undefined : Promise.race(this.#inFlight);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  async #call(request: InvocationBatchRequest): Promise<FromFunction> {
    const { target } = request;
    const typename = target === null ? '' : formatTypeName(target.namespace, target.type);
    try {
      // Checked here, since messages that go around without any wait leave no time to anybody else.
      if (++this.#calls > this.#options.callsMax) throw tooMany(typename, this.#options.callsMax);
      return await this.#withinTime(typename, this.#invoke(typename, request));
    } catch (cause) {
      const error = cause instanceof StatefunError ? cause : internal(typename, cause);
      this.#options.onFailure(error);
      throw new CallFailure(error.code, error.message, { transient: false, cause });
    }
  }

  async #invoke(typename: string, invocation: InvocationBatchRequest): Promise<FromFunction> {
    const service = this.#options.services.find((one) => one.functionSpecs().has(typename));
    if (service === undefined) {
      throw new StatefunError(
        'STATEFUN_FUNCTION_UNBOUND',
        `The module has an endpoint for ${typename}, but no function is bound as that.`,
      );
    }
    return fromFunctionCodec.decode(await service.invoke(toFunctionCodec.encode({ invocation })));
  }

  async #withinTime<T>(typename: string, call: Promise<T>): Promise<T> {
    const { callMsMax } = this.#options;
    const late = Promise.withResolvers<never>();
    const timer = setTimeout(() => {
      const message = `The function ${typename} has not returned within ${callMsMax} ms: does it await something that never comes?`;
      late.reject(new StatefunError('STATEFUN_CALL_TIMEOUT', message));
    }, callMsMax);
    try {
      return await Promise.race([call, late.promise]);
    } finally {
      clearTimeout(timer);
    }
  }
}

const tooMany = (typename: string, callsMax: number) =>
  new StatefunError(
    'STATEFUN_CALL_ABORTED',
    `${callsMax} calls were made without time passing, the last of ${typename}: do messages go around for ever? ` +
      'If not, set callsMax.',
  );

const internal = (typename: string, cause: unknown) =>
  new StatefunError('STATEFUN_INTERNAL', `The call of ${typename} failed: ${String(cause)}`, { cause });
