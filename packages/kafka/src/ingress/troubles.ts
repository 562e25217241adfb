import type { Observer } from '@statefun-ts/engine';
import { partitionKey, type TopicPartition } from './cluster.ts';

/** Says once that something went wrong, and once that it is over, however often it is tried in between. */
export class Troubles {
  readonly #observer: Observer;
  readonly #ingress: string;
  readonly #open = new Map<string, string>();

  constructor(observer: Observer, ingress: string) {
    this.#observer = observer;
    this.#ingress = ingress;
  }

  /** `what` names the trouble, as 'Kafka broker 1'. */
  begin(what: string, problem: string): void {
    if (this.#open.get(what) === problem) return;
    this.#open.set(what, problem);
    this.#observer.log('warn', `${what}: ${problem}`, { ingress: this.#ingress });
  }

  /** True when there was such a trouble. */
  end(what: string): boolean {
    if (!this.#open.delete(what)) return false;
    this.#observer.log('info', `${what}: works again`, { ingress: this.#ingress });
    return true;
  }
}

/** What the troubles of a partition are called. */
export function troubleOf(partition: TopicPartition): string {
  return `Kafka partition ${partitionKey(partition)}`;
}
