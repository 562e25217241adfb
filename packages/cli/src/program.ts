import { Command, Option } from 'commander';
import type { Urls } from './application.ts';
import type { ExitCode } from './exit-codes.ts';
import { CONFIG_FILE, readConfigFile } from './settings/config-file.ts';
import type { Resolved } from './settings/resolve.ts';
import { resolveSettings } from './settings/resolve.ts';
import type { Settings } from './settings/table.ts';
import { SETTINGS } from './settings/table.ts';
import { VERSION } from './version.ts';

interface ProgramOptions {
  readonly onReady: ((urls: Urls) => void) | undefined;
  /** Takes the exit code of the command that ran. */
  readonly finish: (code: ExitCode) => void;
}

/** The command line. Each command's code is loaded when it runs, so that `--help` and `check` are quick. */
export function createProgram({ onReady, finish }: ProgramOptions): Command {
  const program = new Command('statefun')
    .description('Stateful functions, without a cluster: durable, exactly-once, one process.')
    .version(VERSION)
    .exitOverride()
    .showHelpAfterError('(statefun --help, and statefun COMMAND --help, say what there is)')
    .addHelpText('after', MAIN_HELP);

  withSettings(program.command('run').description('Run an application until it is told to stop.'))
    .addHelpText('after', RUN_HELP)
    .action(async (flags: Flags) => {
      const { run } = await import('./commands/run.ts');
      finish(await run(await resolved(flags), onReady));
    });

  withSettings(program.command('dev').description('Run, and start anew whenever a module file changes.'))
    .addHelpText('after', DEV_HELP)
    .action(async (flags: Flags) => {
      const { dev } = await import('./commands/dev.ts');
      finish(await dev(await resolved(flags)));
    });

  program
    .command('check')
    .description('Validate the module files of one application.')
    .argument('[files...]', 'module files; - is standard input')
    .option('--modules-dir <DIR>', 'and each module.yaml of a directory in DIR')
    .addOption(extensionOption())
    .option('--json', 'print the problems as JSON on standard output')
    .addHelpText('after', CHECK_HELP)
    .action(async (files: string[], options: CheckOptions, command: Command) => {
      const { modulesDir, extension = [], json = false } = options;
      if (files.length === 0 && modulesDir === undefined)
        command.error('error: name the module files to check');
      const { check } = await import('./commands/check.ts');
      finish(await check(files, { modulesDir, extension, json }));
    });

  addModuleCommands(program, finish);

  const deadLetters = program
    .command('dead-letters')
    .description('Messages and records that could not go where they should.')
    .addHelpText('after', DEAD_LETTERS_HELP);
  withSettings(deadLetters.command('list').description('List them, oldest first.'), [
    'data',
    'admin-host',
    'admin-port',
  ])
    .option('--json', 'print one JSON object a line')
    .addHelpText('after', DEAD_LETTERS_HELP)
    .action(async (flags: Flags) => {
      const { listDeadLetters } = await import('./commands/dead-letters.ts');
      finish(await listDeadLetters((await resolved(flags)).settings, { json: flags.json ?? false }));
    });

  program
    .command('version')
    .description('Print the version.')
    .action(async () => {
      const { version } = await import('./commands/version.ts');
      finish(version());
    });

  return program;
}

function addModuleCommands(program: Command, finish: ProgramOptions['finish']): void {
  const module = program.command('module').description('Work with module files.');
  module
    .command('upgrade')
    .description('Rewrite module files of a legacy format (1.0, 2.0, 3.0) as components.')
    .argument('[files...]', 'module files, which are replaced; none, or -: standard input to standard output')
    .option('--check', 'write nothing; the exit code says whether a file is to be upgraded')
    .option('--diff', 'write nothing; print what would change on standard output')
    .option('-o, --output <FILE>', 'write the result there; - is standard output')
    .addHelpText('after', UPGRADE_HELP)
    .action(async (files: string[], options: { check?: boolean; diff?: boolean; output?: string }) => {
      const { upgradeModules } = await import('./commands/module-upgrade.ts');
      const { check = false, diff = false, output } = options;
      finish(await upgradeModules(files, { check, diff, output }));
    });
  module
    .command('schema')
    .description('Print the JSON Schema of module files, for editors.')
    .addOption(extensionOption())
    .addHelpText('after', SCHEMA_HELP)
    .action(async ({ extension = [] }: Pick<CheckOptions, 'extension'>) => {
      const { printModuleSchema } = await import('./commands/module-schema.ts');
      finish(await printModuleSchema(extension));
    });
}

interface CheckOptions {
  readonly modulesDir?: string;
  readonly extension?: readonly string[];
  readonly json?: boolean;
}

/** For commands that have no other setting. */
const extensionOption = (): Option =>
  new Option('--extension <PACKAGE_OR_FILE>', 'and with the kinds of an extension; repeatable').argParser(
    (value: string, earlier?: readonly string[]) => [...(earlier ?? []), value],
  );

/** What commander makes of the flags: those of the settings, and three of their own. */
interface Flags extends Partial<Record<keyof Settings, string>> {
  readonly set?: readonly string[];
  readonly config?: string;
  readonly json?: boolean;
}

function withSettings(
  command: Command,
  names: readonly string[] = SETTINGS.map(({ name }) => name),
): Command {
  for (const { name, placeholder, meaning, defaultText, env, repeatable } of SETTINGS) {
    if (!names.includes(name)) continue;
    const option = new Option(`--${name} <${placeholder}>`, `${meaning} (${env}; default ${defaultText})`);
    if (repeatable)
      option.argParser((value: string, earlier?: string) => (earlier ? `${earlier},${value}` : value));
    command.addOption(option);
  }
  return command
    .option(
      '--set <KEY=VALUE>',
      "Any setting, or a key of the original's; repeatable.",
      (value: string, all?: readonly string[]) => [...(all ?? []), value],
    )
    .option(
      '--config <FILE>',
      `Read settings from this file (STATEFUN_CONFIG; default ./${CONFIG_FILE}, if it is there).`,
    );
}

async function resolved({ set = [], config, ...flags }: Flags): Promise<Resolved> {
  const file = await readConfigFile(config ?? process.env['STATEFUN_CONFIG']);
  return resolveSettings({ commandLine: { flags, sets: set }, env: process.env, file });
}

const MAIN_HELP = `
Examples:
  statefun run                                   run ./module.yaml, with data in ./.statefun
  statefun check module.yaml                     is it right? if not, what would be?
  statefun dev --module module.yaml              run it, and again with each change
  statefun module schema > module.schema.json    for editors: complete, explain and check module files
  statefun module upgrade module.yaml            make components of a module of before 3.1
  statefun dead-letters list                     what could not be delivered, and why

Exit codes: 0 done or stopped as told; 1 a failure that should not happen; 2 wrong usage or setting;
3 the module is wrong; 4 something needed is not to be had (a port, the store); 5 and 6: see module upgrade.`;

const RUN_HELP = `
Examples:
  statefun run
  statefun run --module orders.yaml --module greeter.yaml --data /var/lib/shop --name shop
  STATEFUN_HOST=0.0.0.0 statefun run             in a container: let others reach the playground's ports
  statefun run --modules-dir /opt/statefun/modules
  statefun run --set statefun.async.max-per-task=4096
  statefun run --extension ./nats.ts             with transports and components of your own

SIGTERM or SIGINT stops in order: no new input, calls under way finish, all is stored. A second one stops at
once; nothing is lost. Logs go to standard error; the line 'ready in N ms' says that messages are taken.`;

const DEV_HELP = `
Example:
  statefun dev --module module.yaml

A changed module is validated first. When it is wrong, its problems are shown, and what ran before goes on.`;

const CHECK_HELP = `
Examples:
  statefun check module.yaml
  statefun check --json orders.yaml greeter.yaml

Several files are checked as one application. The exit code is 0 when there are no errors, else 3.`;

const UPGRADE_HELP = `
Examples:
  statefun module upgrade module.yaml            replace it
  statefun module upgrade --check modules/*/module.yaml
  statefun module upgrade --diff module.yaml
  statefun module upgrade < old.yaml > new.yaml

Comments are kept, and nothing is dropped: what has no counterpart becomes a comment. A module of the format 3.0
means the same afterwards. What a person must finish of the formats 1.0 and 2.0 is listed, and stands in the
result as comments that begin with 'To finish'.

Exit codes: 0 done, or nothing to do; 3 a file can't be read or upgraded, or the result has errors, as the file
had; 5 with --check: a file is to be upgraded; 6 done, and something is left to finish.`;

const SCHEMA_HELP = `
Example:
  statefun module schema > module.schema.json

Editors with yaml-language-server take it by a first line in the module file:
  # yaml-language-server: $schema=module.schema.json`;

const DEAD_LETTERS_HELP = `
Examples:
  statefun dead-letters list
  statefun dead-letters list --data /var/lib/shop --json

Asks the running process through its admin API, or reads the store when none runs.`;
