import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** The Kafka that tests run on, unless `STATEFUN_TEST_KAFKA_VERSION` names another one (3.7 or later). */
export const defaultVersion = '3.9.1';

const mavenPlugin = 'org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy-dependencies';

/**
 * The folder that holds the jars of a Kafka version, filled from Maven Central at the first use. Folders are
 * kept in `STATEFUN_TEST_CACHE` or `~/.cache/statefun-ts`. Throws when Java or Maven is missing or fails.
 */
export async function kafkaJars(version: string): Promise<string> {
  const cache = process.env['STATEFUN_TEST_CACHE'] ?? join(homedir(), '.cache', 'statefun-ts');
  const jars = join(cache, `kafka-${version}`);
  requireTool('java', ['-version'], 'a Java runtime, version 17 or later');
  if (existsSync(jars)) return jars;
  requireTool('mvn', ['-version'], 'Maven 3.6 or later');
  mkdirSync(cache, { recursive: true });
  await underLock(`${jars}.lock`, () => {
    if (!existsSync(jars)) download(version, cache, jars);
  });
  return jars;
}

function requireTool(command: string, args: readonly string[], what: string): void {
  const { error, status } = spawnSync(command, args, { stdio: 'ignore' });
  if (error === undefined && status === 0) return;
  throw new Error(
    `The Kafka tests start a real broker and need ${what}: the command '${command}' does not run here. ` +
      'Install it, or name a running broker in STATEFUN_TEST_KAFKA=host:port.',
  );
}

function download(version: string, cache: string, jars: string): void {
  const staging = mkdtempSync(join(cache, 'staging-'));
  try {
    const pom = join(import.meta.dirname, '..', 'pom.xml');
    const args = ['-q', '-B', '-f', pom, `-Dkafka.version=${version}`, mavenPlugin];
    const maven = spawnSync('mvn', [...args, `-DoutputDirectory=${staging}`], { encoding: 'utf8' });
    if (maven.status !== 0) {
      throw new Error(`Maven could not fetch the jars of Kafka ${version}:\n${maven.stdout}${maven.stderr}`);
    }
    renameSync(staging, jars);
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
}

/**
 * Runs `work` while this process alone holds the lock file. The rename makes the folder appear whole in any
 * case: the lock only keeps two processes from downloading the same.
 */
async function underLock(lock: string, work: () => void): Promise<void> {
  while (!tryLock(lock)) await delay(200);
  try {
    work();
  } finally {
    rmSync(lock, { force: true });
  }
}

function tryLock(lock: string): boolean {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' });
    return true;
  } catch {
    const owner = existsSync(lock) ? Number(readFileSync(lock, 'utf8')) : 0;
    if (owner > 0 && !isAlive(owner)) rmSync(lock, { force: true });
    return false;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
