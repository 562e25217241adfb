import type { TestClient } from '@statefun-ts/kafka-broker';

import type { Application } from '../application.ts';
import type { Report } from '../script.ts';
import type { Sdk } from '../sdks.ts';

/** What checks are made of: a running application with one SDK's service. */
export interface Subject {
  readonly app: Application;
  readonly sdk: Sdk;
  readonly kafka: TestClient;
  /** A topic of Kafka for this subject alone, with one partition. */
  readonly topic: string;
  /** The sizes of the batches that were sent to the function `batched`, in order. */
  readonly batchSizes: readonly number[];
}

/** One thing that a user of an SDK counts on. Its title says what. */
export interface Check {
  readonly title: string;
  readonly run: (subject: Subject) => Promise<void>;
}

/** A type of function of the subject's service. */
export const typeOf = ({ sdk }: Subject, name: string): string => `${sdk.namespace}/${name}`;

export const addressOf = (subject: Subject, name: string, id: string): string =>
  `${typeOf(subject, name)}/${id}`;

/** What an address reports of the messages that it got, in order. */
export const receivedBy =
  (address: string) =>
  (report: Report): boolean =>
    report.tag === 'received' && report.self === address;

let tags = 0;
/** A tag, token or id that nothing else has. */
export const unique = (what: string): string => `${what}-${++tags}`;

/** Sends a script, and returns the states as they are after it. */
export const statesAfter = async (
  subject: Subject,
  type: string,
  id: string,
  ...commands: Parameters<Application['script']>[2][]
): Promise<NonNullable<Report['states']>> => {
  const tag = unique('states');
  await subject.app.script(type, id, ...commands, { op: 'report', tag });
  const { states } = await subject.app.reports.tagged(tag);
  if (states === undefined) throw new Error(`report ${tag} has no states`);
  return states;
};

/** What an attempt took, of the time that it may take to prove something, and what it then proves. */
export interface Attempt {
  readonly tookMs: number;
  readonly verify: () => void | Promise<void>;
}

const ATTEMPTS_MAX = 20;

/**
 * Repeats what proves something only when it is quick enough, until it was: a machine that stands still for a while
 * is no fault of the runtime.
 */
export const untilQuick = async (limitMs: number, attempt: () => Promise<Attempt>): Promise<void> => {
  for (let attempts = 1; ; attempts++) {
    const { tookMs, verify } = await attempt();
    if (tookMs < limitMs) {
      await verify();
      return;
    }
    if (attempts === ATTEMPTS_MAX) throw new Error(`no attempt of ${attempts} took less than ${limitMs} ms`);
  }
};
