import { StatefunError } from '@statefun-ts/protocol';
import type { ConfigFile } from './config-file.ts';
import { readOriginalKey } from './original.ts';
import type { Setting, Settings } from './table.ts';
import { SETTINGS } from './table.ts';

/** What the command line says: values of flags by setting, and `--set KEY=VALUE` as given. */
export interface CommandLine {
  readonly flags: Partial<Readonly<Record<keyof Settings, string>>>;
  readonly sets: readonly string[];
}

/** Where settings come from, the strongest first. */
export interface Sources {
  readonly commandLine: CommandLine;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly file: ConfigFile | undefined;
}

/** All settings with values, and how they came by them. */
export interface Resolved {
  readonly settings: Settings;
  /** For people: each value as it was written and, unless it is the default, where. */
  readonly shown: Readonly<Record<string, string>>;
  /** What was given and means nothing here. */
  readonly warnings: readonly string[];
}

interface Given {
  readonly key: keyof Settings;
  readonly text: string;
  readonly origin: string;
}

/** Throws `STATEFUN_SETTING_INVALID` and `STATEFUN_SETTING_UNKNOWN`, which name the place. */
export function resolveSettings({ commandLine, env, file }: Sources): Resolved {
  const warnings: string[] = [];
  const given: Given[] = [
    ...SETTINGS.flatMap(({ key, name }) => asGiven(key, commandLine.flags[key], `--${name}`)),
    // As with flags, the last one counts.
    ...commandLine.sets.toReversed().flatMap((set) => readSet(set, warnings)),
    ...SETTINGS.flatMap(({ key, env: variable }) => asGiven(key, env[variable], variable)),
    ...(file?.entries ?? []).flatMap(({ key, value, line }) =>
      readKey(key, value, `${file?.path ?? ''}:${line}`, warnings),
    ),
  ];
  const settings: Partial<Record<keyof Settings, unknown>> = {};
  const shown: Record<string, string> = {};
  for (const setting of SETTINGS) {
    const first = given.find(({ key }) => key === setting.key);
    settings[setting.key] = parse(setting, first);
    shown[setting.name] = first === undefined ? setting.defaultText : `${first.text} (${first.origin})`;
  }
  // The default of one stands back when the other is given.
  if (settings.modulesDir !== undefined && given.every(({ key }) => key !== 'module')) {
    settings.module = [];
    shown['module'] = 'those of modules-dir';
  }
  return { settings: settings as unknown as Settings, shown, warnings };
}

const asGiven = (key: keyof Settings, text: string | undefined, origin: string): Given[] =>
  text === undefined ? [] : [{ key, text, origin }];

function readSet(set: string, warnings: string[]): Given[] {
  const equals = set.indexOf('=');
  if (equals < 1) {
    throw new StatefunError(
      'STATEFUN_SETTING_INVALID',
      `--set ${set}: it must have the form KEY=VALUE, as --set admin-port=0.`,
    );
  }
  return readKey(
    set.slice(0, equals).trim(),
    set.slice(equals + 1),
    `--set ${set.slice(0, equals)}`,
    warnings,
  );
}

function readKey(name: string, text: string, origin: string, warnings: string[]): Given[] {
  if (name.includes('.')) {
    const original = readOriginalKey(name, text);
    if (original.kind === 'meaningless')
      warnings.push(`${origin}: '${name}' has no meaning here: ${original.why}.`);
    return original.kind === 'setting' ? [{ key: original.key, text: original.value, origin }] : [];
  }
  const setting = SETTINGS.find((candidate) => candidate.name === name);
  if (setting !== undefined) return [{ key: setting.key, text, origin }];
  const names = SETTINGS.map((candidate) => candidate.name).join(', ');
  throw new StatefunError(
    'STATEFUN_SETTING_UNKNOWN',
    `${origin}: there is no setting '${name}', only ${names}.`,
  );
}

function parse(setting: Setting, given: Given | undefined): unknown {
  try {
    return setting.parse(given?.text ?? setting.defaultText);
  } catch (error) {
    throw new StatefunError(
      'STATEFUN_SETTING_INVALID',
      `${given?.origin ?? setting.name}: '${given?.text ?? setting.defaultText}' can't be: it ${(error as Error).message}.`,
    );
  }
}
