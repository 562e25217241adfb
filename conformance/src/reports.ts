import { setTimeout as sleep } from 'node:timers/promises';

import type { Report } from './script.ts';

const POLL_MS = 25;
const WAIT_MS_MAX = 60_000;

/**
 * All that functions have reported, fetched from the playground's egress from the first moment on. A runtime that is
 * killed right after it handed out a record may hand it out again, so look reports up; count records of Kafka.
 */
export class Reports {
  readonly #url: string;
  readonly #all: Report[] = [];
  readonly #stop = new AbortController();
  readonly #polling: Promise<void>;

  constructor(url: string) {
    this.#url = url;
    this.#polling = this.#poll();
  }

  /** Those so far that match, in the order in which they came. */
  matching(matches: (report: Report) => boolean): Report[] {
    return this.#all.filter(matches);
  }

  /** The first report with a tag, as soon as it is there. */
  tagged(tag: string): Promise<Report> {
    return this.first((report) => report.tag === tag, `a report tagged ${tag}`);
  }

  /** The first report that matches, as soon as it is there. */
  async first(matches: (report: Report) => boolean, what: string): Promise<Report> {
    const [report] = await this.several(1, matches, what);
    if (report === undefined) throw new Error('nothing was asked for');
    return report;
  }

  /** All reports that match, as soon as there are `count`. */
  async several(count: number, matches: (report: Report) => boolean, what: string): Promise<Report[]> {
    for (const deadline = performance.now() + WAIT_MS_MAX; ; await sleep(POLL_MS)) {
      const found = this.matching(matches);
      if (found.length >= count) return found;
      if (performance.now() < deadline) continue;
      const last = this.#all.slice(-3).map((report) => JSON.stringify(report));
      throw new Error(
        `waited in vain for ${what}: ${found.length} of ${count} came. The last of all:\n${last.join('\n')}`,
      );
    }
  }

  async close(): Promise<void> {
    this.#stop.abort();
    await this.#polling;
  }

  async #poll(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      const record = await this.#next();
      if (record === undefined) await sleep(POLL_MS);
      else this.#all.push(JSON.parse(record) as Report);
    }
  }

  /** Undefined while there is none, or the runtime is down. */
  async #next(): Promise<string | undefined> {
    try {
      const response = await fetch(this.#url);
      const body = await response.text();
      return response.status === 200 ? body : undefined;
    } catch {
      return undefined;
    }
  }
}
