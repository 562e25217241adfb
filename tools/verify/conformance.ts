// `npm run conformance`: the official SDKs against the real runtime, with a real Kafka. A part of `npm test`.
import { globSync } from 'node:fs';

import { ROOT, tests, WITH_BROKER } from './step.ts';

const files = globSync('conformance/test/**/*.test.ts', { cwd: ROOT }).toSorted();
const { failed } = await tests('Conformance', files, { wrapper: WITH_BROKER, concurrency: 1 });
process.exitCode = failed === 0 ? 0 : 1;
