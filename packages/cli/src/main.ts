import { StatefunError } from '@statefun-ts/protocol';
import { CommanderError } from 'commander';
import type { Urls } from './application.ts';
import { EXIT, exitCodeOf } from './exit-codes.ts';
import type { ExitCode } from './exit-codes.ts';
import { printNote } from './output.ts';
import { createProgram } from './program.ts';

/** What who embeds the command may want to hear. */
export interface MainHooks {
  /** `statefun run` is ready. */
  readonly onReady?: (urls: Urls) => void;
}

/**
 * Runs the `statefun` command with its arguments, and resolves to its exit code. Errors that end it have been
 * told by then.
 */
export async function main(args: readonly string[], hooks: MainHooks = {}): Promise<ExitCode> {
  process.stdout.once('error', endOfOutput);
  let code: ExitCode = EXIT.ok;
  const program = createProgram({
    onReady: hooks.onReady,
    finish: (result) => {
      code = result;
    },
  });
  try {
    await program.parseAsync(args, { from: 'user' });
    return code;
  } catch (error) {
    // Commander has told what was wrong, and shown help when asked for.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    return tell(error);
  }
}

/** Who reads has seen enough, as `head` has: nothing is left to do. */
function endOfOutput(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
  process.exit(EXIT.ok);
}

function tell(error: unknown): ExitCode {
  const isKnown = error instanceof StatefunError;
  printNote(isKnown ? `statefun: ${error.message} [${error.code}]` : `statefun: ${inspect(error)}`);
  return exitCodeOf(error);
}

const inspect = (error: unknown): string =>
  error instanceof Error ? (error.stack ?? error.message) : String(error);
