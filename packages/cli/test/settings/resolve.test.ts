import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ConfigFile } from '../../src/settings/config-file.ts';
import type { CommandLine, Resolved } from '../../src/settings/resolve.ts';
import { resolveSettings } from '../../src/settings/resolve.ts';

const fileOf = (values: Readonly<Record<string, string>>): ConfigFile => ({
  path: 'statefun.config.yaml',
  entries: Object.entries(values).map(([key, value], i) => ({ key, value, line: i + 1 })),
});

function resolve(
  given: Partial<CommandLine> & { env?: Record<string, string>; file?: Record<string, string> } = {},
): Resolved {
  const { flags = {}, sets = [], env = {}, file } = given;
  return resolveSettings({ commandLine: { flags, sets }, env, file: file && fileOf(file) });
}

test('without anything given, all settings have their defaults', () => {
  assert.deepEqual(resolve().settings, {
    module: ['./module.yaml'],
    data: './.statefun',
    name: 'statefun',
    host: '127.0.0.1',
    adminPort: 8092,
    adminHost: '127.0.0.1',
    callsInFlight: 1024,
    drainTimeout: 10_000,
    logLevel: 'info',
    logFormat: 'auto',
  });
});

test('a flag comes before --set, that before the environment, and that before the file', () => {
  const file = { name: 'file' };
  const env = { STATEFUN_NAME: 'env' };
  const sets = ['name=earlier', 'name=set'];
  assert.equal(resolve({ file }).settings.name, 'file');
  assert.equal(resolve({ file, env }).settings.name, 'env');
  assert.equal(resolve({ file, env, sets }).settings.name, 'set');
  const all = resolve({ file, env, sets, flags: { name: 'flag' } });
  assert.equal(all.settings.name, 'flag');
  assert.equal(all.shown['name'], 'flag (--name)');
});

test("the original's keys that mean something here are taken", () => {
  const { settings, warnings } = resolve({
    sets: ['statefun.async.max-per-task=4096', 'statefun.module.global-config.kafka=broker:9092'],
    file: {
      'statefun.flink-job-name': 'Statefun Application',
      'statefun.remote.module-name': 'file:///etc/module.yaml',
    },
  });
  assert.equal(settings.callsInFlight, 4096);
  assert.equal(settings.name, 'Statefun-Application');
  assert.deepEqual(settings.module, ['/etc/module.yaml']);
  assert.deepEqual(warnings, []);
});

test("the original's keys that mean nothing here are named, with the reason, and do no harm", () => {
  const { warnings } = resolve({
    sets: [
      'statefun.feedback.memory.size=32mb',
      'state.backend=rocksdb',
      'statefun.remote.module-name=classpath:module.yaml',
    ],
  });
  assert.equal(warnings.length, 3);
  assert.ok(
    warnings.some((warning) =>
      warning.includes("'state.backend' has no meaning here: there is no Flink here."),
    ),
  );
});

test('an unknown setting is an error that lists the settings', () => {
  assert.throws(() => resolve({ file: { 'admin-prot': '1' } }), {
    code: 'STATEFUN_SETTING_UNKNOWN',
    message: /^statefun\.config\.yaml:1: there is no setting 'admin-prot', only module, data, name/,
  });
});

test('a wrong value is an error that names its place and what would be right', () => {
  const wrong: [Parameters<typeof resolve>[0], RegExp][] = [
    [
      { flags: { adminPort: '99999' } },
      /^--admin-port: '99999' can't be: it must be a whole number from 0 to 65535\.$/,
    ],
    [{ env: { STATEFUN_LOG_LEVEL: 'loud' } }, /^STATEFUN_LOG_LEVEL: 'loud' .*debug, info, warn, error/],
    [{ sets: ['name=a b'] }, /^--set name: 'a b' .*letters/],
    [{ sets: ['drain-timeout=soon'] }, /as 500ms, 10s or 2min/],
    [{ sets: ['name'] }, /KEY=VALUE/],
    [{ flags: { data: ' ' } }, /must not be empty/],
    [{ flags: { module: 'a.yaml,,b.yaml' } }, /separated by commas/],
  ];
  for (const [given, message] of wrong) {
    assert.throws(() => resolve(given), { code: 'STATEFUN_SETTING_INVALID', message });
  }
});

test('several module files are separated by commas wherever they are given', () => {
  assert.deepEqual(resolve({ env: { STATEFUN_MODULE: 'a.yaml, b.yaml' } }).settings.module, [
    'a.yaml',
    'b.yaml',
  ]);
});
