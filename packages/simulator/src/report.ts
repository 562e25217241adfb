import type { Outcome } from './simulation.ts';

const TAIL_LINES = 60;
const VIOLATIONS = 5;

/** A failed seed for people: what was broken, how it came about, and how to see it again. */
export const report = ({ seed, violations, switches, trace, virtualMs, events }: Outcome): string =>
  [
    `Seed ${seed} failed after ${virtualMs} ms of virtual time and ${events} events (${switches.join(', ')}):`,
    ...violations.slice(0, VIOLATIONS).map(({ rule, detail }) => `  ${rule}: ${detail}`),
    ...(violations.length > VIOLATIONS ? [`  and ${violations.length - VIOLATIONS} more`] : []),
    '',
    ...trace.tail(TAIL_LINES),
    '',
    `Replay it with: npm run simulate -- --seed ${seed} --trace`,
  ].join('\n');
