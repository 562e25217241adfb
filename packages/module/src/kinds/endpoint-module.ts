import type { ModuleEndpointComponent } from '../components.ts';
import { dirname, resolve } from 'node:path';
import { formatPattern, functions, maxNumBatchRequests } from './endpoint-fields.ts';
import { integer, mapping, positiveDuration, text } from './fields.ts';
import { defineKind, identifyBy } from './kind.ts';

const WORKERS_MAX = 64;

export const endpointModule = defineKind({
  kind: 'io.statefun.endpoints.v1/module',
  role: 'endpoint',
  summary:
    'Functions in this process: a JavaScript or TypeScript module, in worker threads. Not in the original.',
  schema: mapping({
    functions: functions(),
    module: text('the path of a JavaScript or TypeScript module').describe(
      'The module that has the functions: its default export, or the one named `statefun`, is a `StateFun`. Relative to this file.',
    ),
    workers: integer(1, WORKERS_MAX).prefault(1).describe('Worker threads, each with a copy of the module.'),
    maxNumBatchRequests: maxNumBatchRequests(),
    call: positiveDuration().prefault('2min').describe('One series of attempts.'),
  }),
  identify: identifyBy('functions', functions(), formatPattern),
  toComponent: (spec, { origin }): ModuleEndpointComponent => ({
    kind: 'io.statefun.endpoints.v1/module',
    origin,
    functions: spec.functions,
    module: resolve(dirname(origin.file), spec.module),
    workers: spec.workers,
    batchMessagesMax: spec.maxNumBatchRequests,
    callMs: spec.call,
  }),
});
