// Generates the codec from the .proto files: `npm run generate`. The result is committed, and a test
// fails when it is out of date. With an argument, writes into that directory instead.
import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const protos = readdirSync(here('proto/'))
  .filter((name) => name.endsWith('.proto'))
  .toSorted()
  .map((name) => here(`proto/${name}`));
const outDir = process.argv[2] ?? here('src/generated');
const script = join(outDir, 'codec.js');
const types = join(outDir, 'codec.d.ts');

// The root has a name of its own: generated code of users that shares the default root would replace ours.
const tool = (name: string) => here(`../../node_modules/.bin/${name}`);
execFileSync(
  tool('pbjs'),
  // prettier-ignore
  ['--target', 'static-module', '--root', 'statefun-protocol', '--wrap', 'es6', '--es6', '--force-number', '--no-create', '--no-verify', '--no-convert', '--no-delimited', '--no-typeurl', '--no-service', '--out', script, ...protos],
  { stdio: 'inherit' },
);
execFileSync(tool('pbts'), ['--no-comments', '--out', types, script], { stdio: 'inherit' });

// Absent 64 bit fields default to the number 0: protobufjs prefers an object of the `long` package.
const generated = readFileSync(script, 'utf8');
writeFileSync(script, generated.replaceAll('$util.Long ? $util.Long.fromBits(0,0,false) : 0', '0'));
