// `npm test`: types, lint, format and all tests, against a real Kafka or an emulator of Kinesis where one is
// needed, and those of the SDKs in other languages. Ends with `N passed, N failed`.
import { globSync } from 'node:fs';

import type { Counts } from './step.ts';
import { check, ROOT, tests, WITH_BROKER } from './step.ts';

const files = (...patterns: string[]): string[] => globSync(patterns, { cwd: ROOT }).toSorted();

const needsKafka = files(
  'packages/kafka/test/**/*.test.ts',
  'bench/test/**/*.test.ts',
  'conformance/test/**/*.test.ts',
  'examples/{go,java,python,showcase,support}/test/**/*.test.ts',
);
const needsKinesis = files('packages/kinesis/test/**/*.test.ts');
const withEmulator = ['node', 'tools/kinesis-emulator/main.ts', 'run', '--'];
const others = files(
  'packages/*/test/**/*.test.ts',
  'examples/*/test/**/*.test.ts',
  'tools/*/test/**/*.test.ts',
).filter((file) => !needsKafka.includes(file) && !needsKinesis.includes(file));

const results: Counts[] = [
  await check('Types', 'tsc', ['-b']),
  await check('Lint', 'oxlint', ['--type-aware']),
  await check('Format', 'prettier', ['--check', '--log-level', 'warn', '.']),
  await check('Go SDK: vet', 'go', ['vet', './...'], 'sdk-go'),
  await check('Go SDK: tests', 'go', ['test', './...'], 'sdk-go'),
  await check('Go SDK: tests of the example', 'go', ['test', './...'], 'examples/go/greeter'),
  await check('Python SDK: lint, types, tests', 'python3', ['verify.py'], 'sdk-python'),
  await check('Java SDK: tests', 'mvn', ['--batch-mode', '--quiet', 'verify'], 'sdk-java'),
  await tests('Java SDK: as a package', files('sdk-java/test/**/*.test.ts'), { concurrency: 1 }),
  await tests('Tests', others, { concurrency: 2 }),
  await tests('Tests with Kafka', needsKafka, { wrapper: WITH_BROKER, concurrency: 1 }),
  await tests('Tests with Kinesis', needsKinesis, { wrapper: withEmulator, concurrency: 1 }),
];

const passed = results.reduce((sum, counts) => sum + counts.passed, 0);
const failed = results.reduce((sum, counts) => sum + counts.failed, 0);
process.stdout.write(`\n${passed} passed, ${failed} failed\n`);
process.exitCode = failed === 0 ? 0 : 1;
