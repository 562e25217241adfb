// Generates the codecs from the .proto files: `npm run generate`. The results are committed, and a test fails when
// they are out of date. With an argument, writes into that directory instead.
import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const tool = (name: string) => here(`../../node_modules/.bin/${name}`);

/** The roots have names of their own: generated code of users that shares the default root would replace ours. */
export const CODECS = [
  { folder: 'packages/protocol', name: 'codec', root: 'statefun-protocol' },
  { folder: 'packages/engine', name: 'rows', root: 'statefun-rows' },
  { folder: 'packages/kinesis', name: 'aggregated', root: 'statefun-kinesis' },
] as const;

/** How generated code adds to a list. V8 makes room for 17 items when the first is pushed to an empty one; most have one. */
const FIRST_ITEM = /if \(!\((message\.\w+) && \1\.length\)\)\s+\1 = \[\];\s+\1\.push\((.*)\);/g;
const itemAdded = (list: string, item: string): string =>
  `const item = ${item}; if (${list} && ${list}.length) ${list}.push(item); else ${list} = [item];`;

const generate = ({ folder, name, root }: (typeof CODECS)[number], outDir: string): void => {
  const protoDir = here(`../../${folder}/proto/`);
  const protos = readdirSync(protoDir)
    .filter((file) => file.endsWith('.proto'))
    .toSorted()
    .map((file) => join(protoDir, file));
  const script = join(outDir, `${name}.js`);
  execFileSync(
    tool('pbjs'),
    // prettier-ignore
    ['--target', 'static-module', '--root', root, '--wrap', 'es6', '--es6', '--force-number', '--no-create', '--no-verify', '--no-convert', '--no-delimited', '--no-typeurl', '--no-service', '--out', script, ...protos],
    { stdio: 'inherit' },
  );
  execFileSync(tool('pbts'), ['--no-comments', '--out', join(outDir, `${name}.d.ts`), script], {
    stdio: 'inherit',
  });
  // Absent 64 bit fields default to the number 0: protobufjs prefers an object of the `long` package.
  const generated = readFileSync(script, 'utf8');
  const numbers = generated.replaceAll('$util.Long ? $util.Long.fromBits(0,0,false) : 0', '0');
  writeFileSync(
    script,
    numbers.replaceAll(FIRST_ITEM, (_, list, item) => itemAdded(list, item)),
  );
};

if (import.meta.main) {
  for (const codec of CODECS) generate(codec, process.argv[2] ?? here(`../../${codec.folder}/src/generated`));
}
