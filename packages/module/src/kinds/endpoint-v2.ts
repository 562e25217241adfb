import type { HttpEndpointComponent, TargetPattern } from '../components.ts';
import { schemeOf } from '../url-template.ts';
import {
  formatPattern,
  functions,
  maxNumBatchRequests,
  urlFitsFunction,
  urlPathTemplate,
  warnOfUrl,
} from './endpoint-fields.ts';
import { across, mapping } from './fields.ts';
import { defineKind, identifyBy } from './kind.ts';
import type { TransportChoice } from './transport-kind.ts';

interface Fields {
  readonly functions: TargetPattern;
  readonly urlPathTemplate: string;
  readonly transport: unknown;
}

/** The kind, with a choice of transports: an extension can bring more. */
export const endpointV2 = (transports: TransportChoice) =>
  defineKind({
    kind: 'io.statefun.endpoints.v2/http',
    role: 'endpoint',
    summary: 'Functions that are served at a URL, with a choice of transport.',
    schema: mapping({
      functions: functions(),
      urlPathTemplate: urlPathTemplate(transports.urlSchemes),
      maxNumBatchRequests: maxNumBatchRequests(),
      transport: transports.field(),
    })
      .check(urlFitsFunction)
      .check(urlFitsTransport(transports)),
    identify: identifyBy('functions', functions(), formatPattern),
    toComponent: (spec, context): HttpEndpointComponent => {
      warnOfUrl(spec.urlPathTemplate, context);
      return {
        kind: 'io.statefun.endpoints.v2/http',
        origin: context.origin,
        functions: spec.functions,
        urlPathTemplate: spec.urlPathTemplate,
        batchMessagesMax: spec.maxNumBatchRequests,
        transport: transports.toSpec(spec.transport, context),
      };
    },
  });

/** A URL of a scheme that only other transports call. */
const urlFitsTransport = (transports: TransportChoice) =>
  across<Fields>(({ urlPathTemplate, transport }, conflict) => {
    if (typeof urlPathTemplate !== 'string' || typeof transport !== 'object') return;
    const schemes = transports.urlSchemesOf(transport);
    if (!transports.urlSchemes.includes(schemeOf(urlPathTemplate))) return;
    if (schemes.includes(schemeOf(urlPathTemplate))) return;
    const message = `the transport calls URLs of ${schemes.join(', ')}: correct the scheme, or name another transport.`;
    conflict(['urlPathTemplate'], message, ['transport']);
  });
