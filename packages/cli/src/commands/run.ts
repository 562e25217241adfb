import { Application } from '../application.ts';
import type { Urls } from '../application.ts';
import { EXIT } from '../exit-codes.ts';
import type { ExitCode } from '../exit-codes.ts';
import type { Resolved } from '../settings/resolve.ts';
import { stopSignal } from '../stop-signal.ts';

/** `statefun run`: runs until a signal. */
export function run(resolved: Resolved, onReady?: (urls: Urls) => void): Promise<ExitCode> {
  return Application.with(resolved, async (application) => {
    const { logger } = application;
    const signalled = stopSignal(logger);
    const program = await application.loadModule();
    if (program === undefined) return EXIT.module;
    await application.start(program, { startedAtMs: 0, ...(onReady && { onReady }) });
    await signalled;
    await application.stop();
    logger.info('stopped');
    return EXIT.ok;
  });
}
