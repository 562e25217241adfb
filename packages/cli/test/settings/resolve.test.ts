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
    modulesDir: undefined,
    extension: [],
    data: './.statefun',
    name: 'statefun',
    host: '127.0.0.1',
    adminPort: 8092,
    adminHost: '127.0.0.1',
    shards: undefined,
    callsInFlight: 1024,
    drainTimeout: 10_000,
    kafkaMarkAhead: 'refuse',
    deadLetterEgress: [],
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

test('the original names its module by a path or a URL; what has no meaning here is explained', () => {
  const named = (name: string) => resolve({ sets: [`statefun.remote.module-name=${name}`] });
  for (const [name, file] of [
    ['/etc/module.yaml', '/etc/module.yaml'],
    ['file:/etc/module.yaml', '/etc/module.yaml'],
    ['file:///etc/my%20module.yaml', '/etc/my module.yaml'],
    ['modules/module.yaml', 'modules/module.yaml'],
  ] as const) {
    assert.deepEqual(named(name).settings.module, [file]);
  }
  for (const [name, why] of [
    [
      'classpath:module.yaml',
      /no classpath here; name a file, or the directory of the modules with modules-dir/,
    ],
    ['file://elsewhere/module.yaml', /its URL is of no file of this machine/],
  ] as const) {
    const { settings, warnings } = named(name);
    assert.deepEqual(settings.module, ['./module.yaml']);
    assert.match(warnings.join(), why);
  }
});

test('the default of module stands back when there is a modules directory', () => {
  const found = resolve({ flags: { modulesDir: 'modules' } });
  assert.deepEqual([found.settings.module, found.settings.modulesDir], [[], 'modules']);
  assert.equal(found.shown['module'], 'those of modules-dir');
  const both = resolve({ flags: { modulesDir: 'modules' }, env: { STATEFUN_MODULE: 'own.yaml' } });
  assert.deepEqual(both.settings.module, ['own.yaml']);
  assert.equal(resolve({ flags: { modulesDir: 'off' } }).settings.modulesDir, undefined);
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
  for (const key of ['message.serializer', 'message.custom-payload-serializer-class', 'embedded']) {
    const [warning, ...others] = resolve({ sets: [`statefun.${key}=x`] }).warnings;
    assert.match(
      warning ?? '',
      /has no meaning here: (?:messages are always bytes|there (?:is|are) no)/,
      key,
    );
    assert.deepEqual(others, []);
  }
});

test('an unknown setting is an error that lists the settings', () => {
  assert.throws(() => resolve({ file: { 'admin-prot': '1' } }), {
    code: 'STATEFUN_SETTING_UNKNOWN',
    message:
      /^statefun\.config\.yaml:1: there is no setting 'admin-prot', only module, modules-dir, extension, data/,
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
    [{ flags: { deadLetterEgress: 'a/b,nonsense' } }, /^--dead-letter-egress: .*<namespace>\/<name>/],
    [{ flags: { kafkaMarkAhead: 'maybe' } }, /^--kafka-mark-ahead: .*refuse, resend, skip/],
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
