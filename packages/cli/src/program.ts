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
    .argument('<files...>', 'module files')
    .option('--json', 'print the problems as JSON on standard output')
    .addHelpText('after', CHECK_HELP)
    .action(async (files: string[], { json = false }: { json?: boolean }) => {
      const { check } = await import('./commands/check.ts');
      finish(await check(files, { json }));
    });

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
  statefun dead-letters list                     what could not be delivered, and why

Exit codes: 0 done or stopped as told; 1 a failure that should not happen; 2 wrong usage or setting;
3 the module is wrong; 4 something needed is not to be had (a port, the store).`;

const RUN_HELP = `
Examples:
  statefun run
  statefun run --module orders.yaml --module greeter.yaml --data /var/lib/shop --name shop
  STATEFUN_HOST=0.0.0.0 statefun run             in a container: let others reach the playground's ports
  statefun run --set statefun.async.max-per-task=4096

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

const DEAD_LETTERS_HELP = `
Examples:
  statefun dead-letters list
  statefun dead-letters list --data /var/lib/shop --json

Asks the running process through its admin API, or reads the store when none runs.`;
