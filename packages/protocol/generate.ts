// Generates the codec from the .proto files: `npm run generate`. The result is committed, and a test
// fails when it is out of date.
import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const protos = readdirSync(here('proto/'))
  .filter((name) => name.endsWith('.proto'))
  .toSorted()
  .map((name) => here(`proto/${name}`));
const script = here('src/generated/codec.js');
const types = here('src/generated/codec.d.ts');

const tool = (name: string) => here(`../../node_modules/.bin/${name}`);
execFileSync(
  tool('pbjs'),
  // prettier-ignore
  ['--target', 'static-module', '--wrap', 'es6', '--es6', '--force-number', '--no-create', '--no-verify', '--no-convert', '--no-delimited', '--no-typeurl', '--no-service', '--out', script, ...protos],
  { stdio: 'inherit' },
);
execFileSync(tool('pbts'), ['--no-comments', '--out', types, script], { stdio: 'inherit' });
