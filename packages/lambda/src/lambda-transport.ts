import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { clientConfig, problemOf } from '@statefun-ts/aws';
import { CallFailure } from '@statefun-ts/engine';
import type { Calls, ComponentContext } from '@statefun-ts/extension';
import { byteTransport } from '@statefun-ts/extension';
import type { HttpEndpointComponent, LambdaTransportSpec } from '@statefun-ts/module';
import { expandUrl } from '@statefun-ts/module';
import type { Address, ErrorCode } from '@statefun-ts/protocol';
import { StatefunError } from '@statefun-ts/protocol';
import type { Answer } from './event.ts';
import { answerOf, eventOf } from './event.ts';

const RETRY_FIRST_DELAY_MS = 100;
/** AWS takes and gives events of 6 MiB; a call in it is in base64. */
const EVENT_BYTES_MAX = 6 * 1024 * 1024;
const ENVELOPE_BYTES = 1024;
const REQUEST_BYTES_MAX = Math.floor((EVENT_BYTES_MAX - ENVELOPE_BYTES) / 4) * 3;
/** Of what a function says when it fails, so much is quoted. */
const QUOTE_CHARS_MAX = 200;

/** A function of Lambda, as its API names it. */
interface Invoked {
  readonly FunctionName: string;
  readonly Qualifier?: string;
}

/**
 * The transport `io.statefun.transports.v1/lambda`: each call invokes a function synchronously. Throws `STATEFUN_URL_INVALID` when
 * the `urlPathTemplate` names none. What AWS refuses may be on its way (a deployment, rights), so the series of attempts goes on.
 */
export function createLambdaTransport(
  endpoint: HttpEndpointComponent<LambdaTransportSpec>,
  _context: ComponentContext,
): Calls {
  const { callMs, connectMs, poolSize, account, region, credentials } = endpoint.transport;
  const invokedFor = ({ type }: Pick<Address, 'type'>) =>
    invokedAt(expandUrl(endpoint.urlPathTemplate, type, ['lambda']).url, account);
  // With any name: is it a function at all?
  invokedFor({ type: 'name' });
  const client = new LambdaClient(
    clientConfig({
      region,
      credentials,
      connectTimeoutMs: connectMs,
      socketTimeoutMs: 0,
      requestTimeoutMs: 0,
      connectionsMax: poolSize,
    }),
  );
  const transport = byteTransport({
    requestBytesMax: REQUEST_BYTES_MAX,
    send: async (request, { target, signal }) => {
      const invoked = invokedOrFailure(invokedFor, target);
      return await invoke(client, { invoked, target, request, signal });
    },
    close: () => {
      client.destroy();
      return Promise.resolve();
    },
  });
  return { transport, callBudgetMs: callMs, retryFirstDelayMs: RETRY_FIRST_DELAY_MS };
}

/** `lambda://NAME` or `lambda://NAME/QUALIFIER`. */
function invokedAt({ host, pathname }: URL, account: string | undefined): Invoked {
  const [, qualifier = '', ...rest] = pathname.split('/');
  if (
    !/^[\w-]{1,64}$/.test(host) ||
    !/^(?:[\w$-]{1,128})?$/.test(qualifier) ||
    rest.some((part) => part !== '')
  ) {
    throw new StatefunError(
      'STATEFUN_URL_INVALID',
      'A function of Lambda is lambda://NAME or lambda://NAME/VERSION_OR_ALIAS, each of letters, digits, - and _.',
    );
  }
  return {
    FunctionName: account === undefined ? host : `${account}:function:${host}`,
    ...(qualifier !== '' && { Qualifier: qualifier }),
  };
}

/** A function type without a function of Lambda stays so: the series ends. */
function invokedOrFailure(invokedFor: (target: Address) => Invoked, target: Address): Invoked {
  try {
    return invokedFor(target);
  } catch (error) {
    if (!(error instanceof StatefunError)) throw error;
    const message = `The urlPathTemplate gives no function of Lambda for ${target.namespace}/${target.type}. ${error.message}`;
    throw new CallFailure(error.code, message, { transient: false, cause: error });
  }
}

async function invoke(
  client: LambdaClient,
  call: {
    readonly invoked: Invoked;
    readonly target: Address;
    readonly request: Uint8Array;
    readonly signal: AbortSignal;
  },
): Promise<Uint8Array> {
  const fail = (code: ErrorCode, detail: string, cause?: unknown): CallFailure => {
    const { namespace, type, id } = call.target;
    const { FunctionName: name } = call.invoked;
    const message = `Calling ${namespace}/${type} ${JSON.stringify(id)} as the Lambda function ${name} failed: ${detail}.`;
    return new CallFailure(code, message, { transient: true, cause });
  };
  const command = new InvokeCommand({ ...call.invoked, Payload: Buffer.from(eventOf(call.request)) });
  const output = await client.send(command, { abortSignal: call.signal }).catch((error: unknown) => {
    const isAnswer = error instanceof Error && '$metadata' in error && '$fault' in error;
    throw fail(isAnswer ? 'STATEFUN_CALL_STATUS' : 'STATEFUN_CALL_CONNECT', problemOf(error), error);
  });
  const payload = output.Payload ?? new Uint8Array();
  if (output.FunctionError !== undefined) {
    const said = Buffer.from(payload).toString('utf8', 0, QUOTE_CHARS_MAX);
    throw fail('STATEFUN_CALL_STATUS', `the function failed (${output.FunctionError}): ${said}`);
  }
  let answer: Answer;
  try {
    answer = answerOf(payload);
  } catch (error) {
    throw fail('STATEFUN_CALL_REPLY_INVALID', (error as Error).message, error);
  }
  const { status, body } = answer;
  if (status >= 200 && status < 300) return body;
  const said = body.toString('utf8', 0, QUOTE_CHARS_MAX).trim();
  throw fail('STATEFUN_CALL_STATUS', `the handler answered with status ${status}: ${said}`);
}
