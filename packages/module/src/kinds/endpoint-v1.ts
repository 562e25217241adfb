import type { HttpEndpointComponent } from '../components.ts';
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
import { okHttpTimeouts, toOkHttpTransport } from './transports.ts';

export const endpointV1 = defineKind({
  kind: 'io.statefun.endpoints.v1/http',
  role: 'endpoint',
  summary:
    'Functions that are served over HTTP, called with the transport `io.statefun.transports.v1/okhttp`.',
  schema: mapping({
    functions: functions(),
    urlPathTemplate: urlPathTemplate(),
    maxNumBatchRequests: maxNumBatchRequests(),
    timeouts: okHttpTimeouts(['timeouts']),
  }).check(urlFitsFunction),
  identify: identifyBy('functions', functions(), formatPattern),
  toComponent: (spec, context): HttpEndpointComponent => {
    warnOfUrl(spec.urlPathTemplate, context);
    return {
      kind: 'io.statefun.endpoints.v1/http',
      origin: context.origin,
      functions: spec.functions,
      urlPathTemplate: spec.urlPathTemplate,
      batchMessagesMax: spec.maxNumBatchRequests,
      transport: toOkHttpTransport(spec.timeouts),
    };
  },
});
