// node bench/sdk/all.ts [--save] [--python python3.10]
// All SDKs against their peers, one after the other: what each prints, and with --save a file in bench/results. It needs
// what the SDKs' own builds need (Go, Java 17 and Maven, and Python 3.10 for the official SDK's native protobuf).
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { run } from '../src/process.ts';
import { readTables } from './table.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const { values } = parseArgs({
  options: { save: { type: 'boolean', default: false }, python: { type: 'string', default: 'python3.10' } },
});

const JAVA_JARS = [
  'bench/target/*',
  'compat/target/*',
  'core/target/statefun-sdk-java-0.1.0.jar',
  join(homedir(), '.m2/repository/org/apache/flink/statefun-sdk-java/3.3.0/statefun-sdk-java-3.3.0.jar'),
];

/** By language: the commands to run, the last of which prints a table. */
const BENCHMARKS: Readonly<Record<string, readonly (readonly [string, string[], string])[]>> = {
  Go: [['node', ['bench/sdk/go.ts'], '.']],
  JavaScript: [['node', ['bench/sdk/javascript.ts'], '.']],
  Python: [['python3', ['bench/compare.py', '--python', values.python], 'sdk-python']],
  Java: [
    ['mvn', ['-q', '-B', 'package', '-DskipTests'], 'sdk-java'],
    ['java', ['-Dfile.encoding=UTF-8', '-cp', JAVA_JARS.join(':'), 'dev.statefun.bench.Main'], 'sdk-java'],
  ],
};

const tables: Record<string, Record<string, string>[]> = {};
for (const [language, commands] of Object.entries(BENCHMARKS)) {
  process.stderr.write(`${language} …\n`);
  let output = '';
  for (const [command, args, cwd] of commands) output = await run(command, args, { cwd: join(ROOT, cwd) });
  tables[language] = readTables(output);
  process.stdout.write(`\n${language}\n\n${output}`);
}
if (values.save) {
  const commit = (await run('git', ['rev-parse', '--short', 'HEAD'], { cwd: ROOT })).trim();
  const machine = `${cpus().length} cores, ${cpus()[0]?.model ?? 'unknown'}, Node ${process.versions.node}`;
  const report = { at: new Date().toISOString(), commit, machine, tables };
  mkdirSync(join(ROOT, 'bench/results'), { recursive: true });
  writeFileSync(join(ROOT, `bench/results/sdks-${commit}.json`), `${JSON.stringify(report, null, 2)}\n`);
}
