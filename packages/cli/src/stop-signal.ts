import { constants } from 'node:os';
import type { Logger } from './logger.ts';

/**
 * npm passes on to its children what the terminal has sent to all of them already: signals so close to the
 * first one are that same one.
 */
const SAME_SIGNAL_MS = 300;
const PARENT_POLL_MS = 250;

/**
 * Resolves with the first SIGTERM or SIGINT. A second one ends the process at once, which loses nothing: all
 * that was confirmed is in the store.
 */
export function stopSignal(logger: Logger): Promise<NodeJS.Signals> {
  let firstAtMs: number | undefined;
  return new Promise((resolve) => {
    const onSignal = (signal: NodeJS.Signals): void => {
      const nowMs = performance.now();
      if (firstAtMs === undefined) {
        firstAtMs = nowMs;
        logger.info(`${signal}: stopping in order; a second signal stops at once and loses nothing`);
        resolve(signal);
      } else if (nowMs - firstAtMs > SAME_SIGNAL_MS) {
        logger.warn(`${signal} again: stopping at once`);
        process.exit(128 + constants.signals[signal]);
      }
    };
    process.on('SIGTERM', onSignal).on('SIGINT', onSignal);
    if (process.env['npm_lifecycle_event'] !== undefined) onShellGone(() => onSignal('SIGTERM'));
  });
}

/**
 * npm and npx put a shell between themselves and a command. A signal to npm ends that shell, which does not pass
 * it on: without this, the command would go on in the background, and keep its ports.
 */
function onShellGone(stop: () => void): void {
  const shell = process.ppid;
  const poll = setInterval(() => {
    if (process.ppid === shell) return;
    clearInterval(poll);
    stop();
  }, PARENT_POLL_MS);
  poll.unref();
}
