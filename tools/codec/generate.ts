// Generates the codecs from the .proto files: `npm run generate`. The results are committed, and a test fails when
// they are out of date. With an argument, writes into that directory instead.
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import protobuf from 'protobufjs';
import { emitCodecs } from './emit.ts';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** `runtime`: what the code imports reader and writer from. */
export const CODECS = [
  { folder: 'packages/protocol', name: 'codec', runtime: '../wire.ts' },
  { folder: 'packages/engine', name: 'rows', runtime: '@statefun-ts/protocol/wire' },
  { folder: 'packages/kinesis', name: 'aggregated', runtime: '@statefun-ts/protocol/wire' },
] as const;

const generate = ({ folder, name, runtime }: (typeof CODECS)[number], outDir: string): void => {
  const protoDir = here(`../../${folder}/proto/`);
  const protos = readdirSync(protoDir)
    .filter((file) => file.endsWith('.proto'))
    .toSorted()
    .map((file) => join(protoDir, file));
  writeFileSync(
    join(outDir, `${name}.ts`),
    emitCodecs(new protobuf.Root().loadSync(protos, { alternateCommentMode: true }), runtime),
  );
};

if (import.meta.main) {
  for (const codec of CODECS) generate(codec, process.argv[2] ?? here(`../../${codec.folder}/src/generated`));
}
