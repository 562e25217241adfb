import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Admission, Egress, EgressSink } from '@statefun-ts/engine';
import type { Listening } from '@statefun-ts/extension';
import type { PlaygroundEgressComponent } from '@statefun-ts/module';
import type { TypedValue } from '@statefun-ts/protocol';
import { StatefunError } from '@statefun-ts/protocol';
import { answer, answerBusy, pathSegments } from './answer.ts';
import { admitRecord } from './egress-record.ts';
import type { HttpServer } from './http-server.ts';
import type { PlaygroundOptions } from './listening.ts';
import { CLOSE_GRACE_MS, serverOf } from './listening.ts';
import type { Taken } from './topic-queue.ts';
import { TopicQueue } from './topic-queue.ts';

/** Records that nobody fetches stay in the store; beyond this, ingresses pause. */
const BACKLOG_BYTES_MAX = 256 * 1024 * 1024;

/**
 * The HTTP egress: any request for `/<topic>` takes the topic's next record. A record is done when its
 * response was written; when the client vanished before that, the next one gets it.
 */
export function createPlaygroundEgress(
  component: PlaygroundEgressComponent,
  options: PlaygroundOptions,
): Egress & Listening {
  return new PlaygroundEgress(component, options);
}

class PlaygroundEgress implements Egress, Listening {
  readonly id: string;
  readonly label = 'egress';
  readonly delivery = 'durable';
  readonly backlogBytesMax = BACKLOG_BYTES_MAX;
  readonly #server: HttpServer;
  readonly #topics: ReadonlySet<string>;
  readonly #queues: ReadonlyMap<string, TopicQueue>;
  readonly #underWay = new Set<ServerResponse>();
  #sink: EgressSink | undefined;

  constructor(component: PlaygroundEgressComponent, options: PlaygroundOptions) {
    this.id = component.id;
    this.#topics = new Set(component.topics);
    this.#queues = new Map(component.topics.map((topic) => [topic, new TopicQueue()]));
    this.#server = serverOf('egress', component, options, (request, response) => {
      this.#serve(request, response);
    });
  }

  get url(): string {
    return this.#server.url;
  }

  listen(): Promise<void> {
    return this.#server.listen();
  }

  close(): Promise<void> {
    return this.#server.close(CLOSE_GRACE_MS);
  }

  admit(argument: TypedValue): Admission {
    return admitRecord(argument, this.#topics);
  }

  async start(sink: EgressSink): Promise<void> {
    if (!this.#server.listening) await this.#server.listen();
    this.#sink = sink;
    this.wake();
    this.#reportForgotten(sink);
  }

  /** Records of topics that the module no longer declares: nobody can fetch them, and they fill the backlog. */
  #reportForgotten(sink: EgressSink): void {
    const forgotten = sink
      .streams()
      .filter(({ head, tail, channel }) => head < tail && !this.#topics.has(channel));
    const topics = new Set(forgotten.map(({ channel }) => channel));
    if (topics.size === 0) return;
    const message = `Records wait for topics that ${this.id} does not declare any more: ${[...topics].join(', ')}. Declare them again, and fetch the records.`;
    sink.fail(new StatefunError('STATEFUN_PLAYGROUND_TOPIC_UNKNOWN', message));
  }

  wake(): void {
    for (const stream of this.#sink?.streams() ?? []) this.#queues.get(stream.channel)?.bind(stream);
    for (const queue of this.#queues.values()) queue.observe();
  }

  async stop(): Promise<void> {
    this.#sink = undefined;
    if (this.#underWay.size === 0) return;
    const written = Promise.all([...this.#underWay].map((response) => closed(response)));
    const cut = setTimeout(() => {
      for (const response of this.#underWay) response.destroy();
    }, CLOSE_GRACE_MS);
    await written;
    clearTimeout(cut);
  }

  #serve(request: IncomingMessage, response: ServerResponse): void {
    request.resume();
    const [topic] = pathSegments(request.url ?? '', 1) ?? [];
    if (!topic) {
      answer(response, 400, 'The path must be /<topic>, as /greetings.');
      return;
    }
    const queue = this.#queues.get(topic);
    if (queue === undefined) {
      answer(response, 405, `There is no topic '${topic}' here, only: ${[...this.#topics].join(', ')}.`);
      return;
    }
    const sink = this.#sink;
    if (sink === undefined) {
      answerBusy(
        response,
        'The runtime is starting, recovering or stopping. Nothing was taken; try again soon.',
      );
      return;
    }
    // A HEAD response has no body to carry a record.
    if (request.method === 'HEAD') {
      answer(response, queue.empty ? 404 : 200);
      return;
    }
    try {
      this.#deliver(queue.take(), response);
    } catch (error) {
      sink.fail(error as Error);
      answer(response, 500, `The record can't be read: ${(error as Error).message}`);
    }
  }

  #deliver(taken: Taken | undefined, response: ServerResponse): void {
    if (taken === undefined) {
      answer(response, 404);
      return;
    }
    this.#underWay.add(response);
    response.once('close', () => {
      this.#underWay.delete(response);
      if (response.writableFinished) taken.delivered();
      else taken.putBack();
    });
    answer(response, 200, taken.record);
  }
}

const closed = (response: ServerResponse): Promise<void> =>
  new Promise((resolve) => {
    response.once('close', () => {
      resolve();
    });
  });
