// node tools/publish/pack.ts --out DIRECTORY packages/protocol packages/sdk …
//
// Packs packages as they are published: within the workspace they are TypeScript, which Node does not run in node_modules, so
// their sources are compiled, and their exports point at the result. Prints the path of each tarball.
import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

const ROOT = join(import.meta.dirname, '../..');
const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');

interface Manifest {
  readonly name: string;
  readonly description: string;
  readonly exports: Readonly<Record<string, string>>;
  readonly [field: string]: unknown;
}

const { values, positionals } = parseArgs({ options: { out: { type: 'string' } }, allowPositionals: true });
if (values.out === undefined || positionals.length === 0) {
  throw new Error('Usage: node tools/publish/pack.ts --out DIRECTORY PACKAGE…');
}
const out = resolve(values.out);
mkdirSync(out, { recursive: true });
for (const directory of positionals) console.log(pack(resolve(ROOT, directory)));

/** Packs one package; the path of its tarball. */
function pack(directory: string): string {
  // Below the package, so that what it imports is found.
  mkdirSync(join(directory, '.cache'), { recursive: true });
  const staging = mkdtempSync(join(directory, '.cache', 'publish-'));
  try {
    compile(directory, staging);
    const manifest = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8')) as Manifest;
    writeFileSync(join(staging, 'package.json'), `${JSON.stringify(published(manifest), null, 2)}\n`);
    for (const file of Object.values(manifest.exports).filter(isAsset)) {
      cpSync(join(directory, file), join(staging, file));
    }
    writeFileSync(join(staging, 'README.md'), readme(directory, manifest));
    cpSync(join(ROOT, 'LICENSE'), join(staging, 'LICENSE'));
    const args = ['pack', staging, '--pack-destination', out, '--ignore-scripts', '--json'];
    const [packed] = JSON.parse(execFileSync('npm', args, { encoding: 'utf8' })) as { filename: string }[];
    return join(out, basename(packed?.filename ?? ''));
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
}

/** Compiles the sources to `dist`: JavaScript, declarations, and what generators made. */
function compile(directory: string, staging: string): void {
  const { references } = JSON.parse(readFileSync(join(directory, 'tsconfig.json'), 'utf8')) as {
    references?: { path: string }[];
  };
  const source = join(directory, 'src');
  const config = {
    extends: join(ROOT, 'tsconfig.base.json'),
    compilerOptions: {
      composite: false,
      incremental: false,
      emitDeclarationOnly: false,
      rootDir: source,
      outDir: join(staging, 'dist'),
    },
    include: [source],
    references: references?.map(({ path }) => ({ path: join(directory, path) })),
  };
  const file = join(staging, 'tsconfig.json');
  writeFileSync(file, JSON.stringify(config));
  execFileSync(process.execPath, [tsc, '-b', file], { stdio: ['ignore', 2, 2] });
  rmSync(file);
  // The compiler rewrites imports in JavaScript only, and not every tool finds a declaration by a name that ends in .ts.
  for (const name of globSync('dist/**/*.d.ts', { cwd: staging })) {
    const text = readFileSync(join(staging, name), 'utf8');
    writeFileSync(
      join(staging, name),
      text.replaceAll(/(?<=(?:from |import\()['"]\.[^'"]*)\.ts(?=['"])/g, '.js'),
    );
  }
}

/** An export that is no code. */
function isAsset(path: string): boolean {
  return !path.endsWith('.ts');
}

function readme(directory: string, { name, description }: Manifest): string {
  const file = join(directory, 'README.md');
  return existsSync(file) ? readFileSync(file, 'utf8') : `# ${name}\n\n${description}\n`;
}

/** The manifest of the workspace with its exports compiled, and without what is for development. */
function published({ devDependencies: _, scripts: __, ...manifest }: Manifest): object {
  const entries = Object.entries(manifest.exports);
  const exports = entries.map(([name, path]) => {
    if (isAsset(path)) return [name, path];
    const compiled = path.replace('./src/', './dist/').replace(/\.ts$/, '');
    return [name, { types: `${compiled}.d.ts`, default: `${compiled}.js` }];
  });
  return {
    ...manifest,
    exports: Object.fromEntries(exports) as object,
    files: ['dist', ...entries.map(([, path]) => path).filter(isAsset)],
    publishConfig: { access: 'public' },
  };
}
