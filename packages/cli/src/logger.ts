import type { Observer } from '@statefun-ts/engine';
import type { Logger } from 'pino';
import { destination, pino, stdTimeFunctions } from 'pino';
import { useColor } from './output.ts';
import type { Settings } from './settings/table.ts';

export type { Logger } from 'pino';

const STDERR = 2;

/**
 * Logs to standard error, at once: nothing of it is lost when the process ends in any way. Standard output is
 * for data.
 */
export async function createLogger(settings: Pick<Settings, 'logLevel' | 'logFormat'>): Promise<Logger> {
  const options = { level: settings.logLevel, base: null, timestamp: stdTimeFunctions.isoTime };
  if (!isPretty(settings)) {
    const formatters = { level: (level: string) => ({ level }) };
    return pino({ ...options, formatters }, destination({ fd: STDERR, sync: true }));
  }
  const { default: pretty } = await import('pino-pretty');
  const stream = pretty({
    destination: STDERR,
    sync: true,
    colorize: useColor(),
    translateTime: 'SYS:HH:MM:ss.l',
  });
  return pino(options, stream);
}

/** Hands what the engine and the connectors report to the log. */
export function observerOf(logger: Logger): Observer {
  return {
    log: (level, message, fields = {}) => {
      logger[level](fields, message);
    },
  };
}

/** Whether the log is for eyes rather than programs. */
export const isPretty = ({ logFormat }: Pick<Settings, 'logFormat'>): boolean =>
  logFormat === 'pretty' || (logFormat === 'auto' && process.stderr.isTTY);
