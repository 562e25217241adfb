import type { Clock, Observer } from '@statefun-ts/engine';
import type { KafkaDelivery, KafkaEgressComponent } from '@statefun-ts/module';
import type { KafkaEgressContext } from '../../../src/egress/kafka-egress.ts';

/** The computer's own clock. */
export const systemClock: Clock = {
  wallMs: () => Date.now(),
  monotonicMs: () => performance.now(),
  schedule(delayMs, run) {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
};

export interface TestContext extends KafkaEgressContext {
  /** Log lines, as `level message`. */
  readonly lines: string[];
  /** Resolves at the first line that matches. */
  logged(pattern: RegExp): Promise<void>;
}

/** The surroundings of an egress, which keep its log. */
export function testContext(name: string): TestContext {
  const lines: string[] = [];
  const waiting: { readonly pattern: RegExp; readonly resolve: () => void }[] = [];
  const observer: Observer = {
    log(level, message) {
      lines.push(`${level} ${message}`);
      if (process.env['STATEFUN_TEST_LOG']) process.stderr.write(`${level} ${message}\n`);
      for (const { pattern, resolve } of waiting) if (pattern.test(message)) resolve();
    },
  };
  const logged = (pattern: RegExp): Promise<void> =>
    new Promise((resolve) => {
      waiting.push({ pattern, resolve });
      if (lines.some((line) => pattern.test(line))) resolve();
    });
  return { name, clock: systemClock, random: Math.random, observer, lines, logged };
}

export const exactlyOnce: KafkaDelivery = { type: 'exactly-once', transactionTimeoutMs: 60_000 };

/** An egress component as the module package makes it. */
export function egressComponent(
  address: string,
  delivery: KafkaDelivery,
  properties: Readonly<Record<string, string>> = {},
): KafkaEgressComponent {
  return {
    kind: 'io.statefun.kafka.v1/egress',
    origin: { file: 'module.yaml', line: 1, column: 1 },
    id: 'example/greets',
    address,
    delivery,
    properties,
  };
}
