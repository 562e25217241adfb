import { startBroker } from './broker.ts';

let shared: Promise<string> | undefined;

/**
 * `host:port` of a broker for tests that leave it as it is: the one that `STATEFUN_TEST_KAFKA` names, else
 * one that is started once per process and ends with it. Topics and groups are shared with other tests:
 * give each test names of its own (`uniqueName`).
 */
export function sharedBroker(): Promise<string> {
  const existing = process.env['STATEFUN_TEST_KAFKA'];
  shared ??= existing ? Promise.resolve(existing) : startBroker().then((broker) => broker.bootstrap);
  return shared;
}
