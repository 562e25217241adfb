import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const MANIFESTS = join(import.meta.dirname, '../emulator');
const START_MS = 60_000;

/** An emulator of Lambda that this process started. It ends with this process, however that ends. */
export interface LambdaEmulator {
  /** For `region: {type: custom-endpoint}`. */
  readonly endpoint: string;
  stop(): Promise<void>;
}

/**
 * Starts `serverless-offline` on a port, with functions by name: each the text of a module of JavaScript whose export `handler` is
 * the function. Its packages, 280 MB, are installed at the first use, and not among those of the project.
 */
export async function startLambdaEmulator(
  port: number,
  functions: Readonly<Record<string, string>>,
): Promise<LambdaEmulator> {
  const packages = install();
  const directory = mkdtempSync(join(tmpdir(), 'statefun-lambda-'));
  for (const [name, text] of Object.entries(functions)) writeFileSync(join(directory, `${name}.mjs`), text);
  writeFileSync(
    join(directory, 'serverless.yml'),
    JSON.stringify(configuration(port, Object.keys(functions))),
  );
  symlinkSync(packages, join(directory, 'node_modules'));
  const supervise = fileURLToPath(import.meta.resolve('@statefun-ts/kafka-broker/supervise'));
  const program = join(packages, 'serverless/bin/serverless.js');
  const supervisor = spawn(
    process.execPath,
    [supervise, directory, process.execPath, program, 'offline', 'start'],
    {
      cwd: directory,
      stdio: ['pipe', 'pipe', 'pipe'],
      // Credentials of nobody, and no words to anybody outside.
      env: {
        ...process.env,
        AWS_ACCESS_KEY_ID: 'test',
        AWS_SECRET_ACCESS_KEY: 'test',
        SLS_TELEMETRY_DISABLED: '1',
        SLS_NOTIFICATIONS_MODE: 'off',
        CI: '1',
      },
    },
  );
  let log = '';
  const ended = once(supervisor, 'exit');
  const ready = Promise.withResolvers<void>();
  for (const stream of [supervisor.stdout, supervisor.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      log += chunk;
      if (log.includes('exposed for local invocation')) ready.resolve();
    });
  }
  const timer = setTimeout(() => ready.reject(new Error(`The emulator did not start:\n${log}`)), START_MS);
  await Promise.race([
    ready.promise,
    ended.then(() => Promise.reject(new Error(`The emulator ended:\n${log}`))),
  ]).finally(() => clearTimeout(timer));
  return {
    endpoint: `http://127.0.0.1:${port}`,
    async stop() {
      // Its end is the end of what it supervises, and removes the directory.
      supervisor.stdin.end();
      await ended;
    },
  };
}

const configuration = (port: number, names: readonly string[]) => ({
  service: 'functions',
  frameworkVersion: '3',
  provider: { name: 'aws', runtime: 'nodejs20.x', timeout: 30 },
  plugins: ['serverless-offline'],
  functions: Object.fromEntries(names.map((name) => [name, { name, handler: `${name}.handler` }])),
  custom: { 'serverless-offline': { host: '127.0.0.1', lambdaPort: port } },
});

/** The folder of the emulator's packages, in `STATEFUN_TEST_CACHE` or `~/.cache/statefun-ts`. */
function install(): string {
  const cache = process.env['STATEFUN_TEST_CACHE'] ?? join(homedir(), '.cache', 'statefun-ts');
  const lock = readFileSync(join(MANIFESTS, 'package-lock.json'));
  const version = createHash('sha256').update(lock).digest('hex').slice(0, 12);
  const place = join(cache, `lambda-emulator-${version}`);
  const packages = join(place, 'node_modules');
  if (existsSync(place)) return packages;
  mkdirSync(cache, { recursive: true });
  const staging = mkdtempSync(join(cache, 'staging-'));
  try {
    cpSync(MANIFESTS, staging, { recursive: true });
    const npm = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
      cwd: staging,
      encoding: 'utf8',
    });
    if (npm.status !== 0) throw new Error(`npm could not install the emulator:\n${npm.stderr}`);
    moveInto(place, staging);
    return packages;
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
}

/** Another process may have been faster: what it installed is the same. */
function moveInto(place: string, staging: string): void {
  try {
    renameSync(staging, place);
  } catch (error) {
    if (!existsSync(place)) throw error;
  }
}
