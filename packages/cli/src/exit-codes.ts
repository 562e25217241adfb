import type { ErrorCode } from '@statefun-ts/protocol';
import { StatefunError } from '@statefun-ts/protocol';

/** What the command's exit code says. The same table is in docs/cli.md. */
export const EXIT = {
  /** All went well; a running application was told to stop, and did. */
  ok: 0,
  /** Something that should not happen: the log says what. */
  failed: 1,
  /** An unknown flag or command, or a setting that can't be. */
  usage: 2,
  /** A module file is missing or wrong. */
  module: 3,
  /** Something that is needed is not to be had: a port, the store, the admin API. */
  unavailable: 4,
  /** `module upgrade --check`: a file is not of the current format. */
  outdated: 5,
  /** `module upgrade`: done, but something is left for a person to finish. */
  unfinished: 6,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

const USAGE: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'STATEFUN_SETTING_INVALID',
  'STATEFUN_SETTING_UNKNOWN',
  'STATEFUN_CONFIG_INVALID',
]);

/** The exit code for an error that ends a command. */
export function exitCodeOf(error: unknown): ExitCode {
  if (!(error instanceof StatefunError)) return EXIT.failed;
  return USAGE.has(error.code) ? EXIT.usage : EXIT.unavailable;
}
