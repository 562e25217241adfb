import { after, before, describe, test } from 'node:test';

import { sharedBroker, TestClient, uniqueName } from '@statefun-ts/kafka-broker';

import type { ModuleContext } from './application.ts';
import { Application } from './application.ts';
import { BatchGauge } from './batch-gauge.ts';
import type { Check, Subject } from './checks/check.ts';
import { DELAYED } from './checks/delayed.ts';
import { EGRESS } from './checks/egress.ts';
import { EVOLUTION } from './checks/evolution.ts';
import { EXPIRATION } from './checks/expiration.ts';
import { BATCHES, HUGE, LARGE } from './checks/load.ts';
import { MESSAGES } from './checks/messages.ts';
import { RESTARTS } from './checks/restarts.ts';
import { STATE } from './checks/state.ts';
import { batchedEndpoint, kafkaEgress, playgroundModule } from './module-file.ts';
import type { Sdk } from './sdks.ts';

/** Most of them wait most of the time. */
const TOGETHER = [...MESSAGES, ...STATE, ...DELAYED, ...EXPIRATION, ...EGRESS, BATCHES, LARGE];
const ONE_BY_ONE = [...RESTARTS, ...EVOLUTION];
const ONLY_WITH: Readonly<Record<string, readonly Check[]>> = { Java: [HUGE], OurJava: [HUGE] };

/** The service of an SDK behind the runtime. */
const prepare = async (sdk: Sdk, gauge: BatchGauge, settings: readonly string[]): Promise<Subject> => {
  const bootstrap = await sharedBroker();
  const kafka = new TestClient(bootstrap);
  try {
    const topic = await kafka.createTopic(uniqueName('conformance'));
    const gaugePort = await gauge.start();
    const module = (context: ModuleContext): string => {
      gauge.passTo(context.services.get(sdk.namespace) ?? 0);
      const parts = [batchedEndpoint(sdk.namespace, gaugePort), kafkaEgress(bootstrap)];
      return [playgroundModule(context), ...parts].join('\n---\n');
    };
    const app = await Application.start(uniqueName('conformance'), [sdk], module, settings);
    return { app, sdk, kafka, topic, batchSizes: gauge.sizes };
  } catch (error) {
    await kafka.close();
    throw error;
  }
};

/**
 * All that a user of an SDK counts on, seen from outside, as tests, with the runtime's further `settings`. The SDKs wait
 * a lot, so they run together.
 */
export const checkSdks = (title: string, sdks: readonly Sdk[], settings: readonly string[] = []): void => {
  describe(title, { concurrency: sdks.length }, () => {
    for (const sdk of sdks) checkSdk(sdk, settings);
  });
};

const checkSdk = (sdk: Sdk, settings: readonly string[]): void => {
  describe(`${sdk.name}:`, { concurrency: 1 }, () => {
    let subject: Subject;
    const gauge = new BatchGauge();
    before(async () => {
      subject = await prepare(sdk, gauge, settings);
    });
    after(async () => {
      gauge.close();
      await subject.app.close();
      await subject.kafka.close();
    });
    describe('while it runs,', { concurrency: TOGETHER.length }, () => {
      for (const { title, run } of TOGETHER) test(title, () => run(subject));
    });
    const oneByOne = [...(ONLY_WITH[sdk.name] ?? []), ...ONE_BY_ONE];
    for (const { title, run } of oneByOne) test(title, () => run(subject));
  });
};
