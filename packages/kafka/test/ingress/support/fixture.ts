import { after } from 'node:test';
import type { Ingress, Observer } from '@statefun-ts/engine';
import type { KafkaIngressComponent } from '@statefun-ts/module';
import { sharedBroker, TestClient, uniqueName, type TestRecord } from '@statefun-ts/kafka-broker';
import { createKafkaIngress } from '../../../src/index.ts';
import { MemorySink } from './memory-sink.ts';

/** Records `k<n>`: `v<n>`, from `from` on, dealt out to partitions in turn. */
export function records(count: number, from = 0, partitions = 1): TestRecord[] {
  return Array.from({ length: count }, (_, index) => {
    return { key: `k${from + index}`, value: `v${from + index}`, partition: index % partitions };
  });
}

/** An ingress component as the module package makes it, on a topic or more. */
export function ingressComponent(
  address: string,
  topics: readonly string[],
  changes: Partial<KafkaIngressComponent> = {},
): KafkaIngressComponent {
  return {
    kind: 'io.statefun.kafka.v1/ingress',
    origin: { file: 'module.yaml', line: 1, column: 1 },
    id: 'example/names',
    address,
    consumerGroupId: uniqueName('group'),
    topics: topics.map((topic) => {
      return { topic, valueType: 'example/name', targets: ['example/greeter'], valueEncoding: 'raw' };
    }),
    autoOffsetResetPosition: 'latest',
    startupPosition: { type: 'earliest' },
    properties: {},
    ...changes,
  };
}

/** Keeps log lines as `level message`; a line may be waited for. */
export class LogObserver implements Observer {
  readonly lines: string[] = [];
  readonly fields: Readonly<Record<string, unknown>>[] = [];
  #changed = Promise.withResolvers<void>();

  log(
    level: 'debug' | 'info' | 'warn' | 'error',
    message: string,
    fields: Readonly<Record<string, unknown>> = {},
  ): void {
    if (process.env['STATEFUN_TEST_LOG']) console.error(level, message, fields);
    this.lines.push(`${level} ${message}`);
    this.fields.push(fields);
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
  }

  async logged(pattern: RegExp): Promise<void> {
    while (!this.lines.some((line) => pattern.test(line))) await this.#changed.promise;
  }
}

/** A client of the shared broker, and ingresses that are stopped when the file is through. */
export async function kafkaFixture(bootstrap?: string): Promise<Fixture> {
  const fixture = new Fixture(new TestClient(bootstrap ?? (await sharedBroker())));
  after(() => fixture.close());
  return fixture;
}

export class Fixture {
  readonly client: TestClient;
  readonly #ingresses: Ingress[] = [];

  constructor(client: TestClient) {
    this.client = client;
  }

  /** An ingress on `topics` that has been started. */
  async start(
    topics: readonly string[],
    changes: Partial<KafkaIngressComponent> = {},
    sink = new MemorySink(),
  ): Promise<{ ingress: Ingress; sink: MemorySink; observer: LogObserver }> {
    const observer = new LogObserver();
    const component = ingressComponent(this.client.bootstrap, topics, changes);
    const ingress = createKafkaIngress(component, { name: 'test', observer });
    this.#ingresses.push(ingress);
    await ingress.start(sink);
    return { ingress, sink, observer };
  }

  async close(): Promise<void> {
    await Promise.all(this.#ingresses.map((ingress) => ingress.stop()));
    await this.client.close();
  }
}
