import {
  formatPattern,
  functions,
  maxNumBatchRequests,
  urlFitsFunction,
  urlPathTemplate,
  warnOfUrl,
} from './endpoint-fields.ts';
import { mapping } from './fields.ts';
import { defineKind, identifyBy } from './kind.ts';
import { toTransport, transport } from './transports.ts';

export const endpointV2 = defineKind({
  kind: 'io.statefun.endpoints.v2/http',
  role: 'endpoint',
  summary: 'Functions that are served over HTTP, with a choice of transport.',
  schema: mapping({
    functions: functions(),
    urlPathTemplate: urlPathTemplate(),
    maxNumBatchRequests: maxNumBatchRequests(),
    transport: transport(),
  }).check(urlFitsFunction),
  identify: identifyBy('functions', functions(), formatPattern),
  toComponent: (spec, context) => {
    warnOfUrl(spec.urlPathTemplate, context);
    return {
      kind: 'io.statefun.endpoints.v2/http',
      origin: context.origin,
      functions: spec.functions,
      urlPathTemplate: spec.urlPathTemplate,
      batchMessagesMax: spec.maxNumBatchRequests,
      transport: toTransport(spec.transport, context),
    };
  },
});
