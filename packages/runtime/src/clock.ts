import { TIMER_DELAY_MS_MAX } from '@statefun-ts/connector';
import type { Clock } from '@statefun-ts/engine';

/** The time of this machine. Its timers hold the process only as long as others do. */
export const systemClock: Clock = {
  wallMs: () => Date.now(),
  monotonicMs: () => performance.now(),
  schedule(delayMs, run) {
    let timer: NodeJS.Timeout;
    const wait = (restMs: number): void => {
      const stepMs = Math.min(Math.max(restMs, 0), TIMER_DELAY_MS_MAX);
      timer = setTimeout(() => {
        if (restMs > stepMs) wait(restMs - stepMs);
        else run();
      }, stepMs);
    };
    wait(delayMs);
    return () => {
      clearTimeout(timer);
    };
  },
};
