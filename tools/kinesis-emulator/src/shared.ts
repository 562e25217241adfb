import { startEmulator } from './emulator.ts';

let shared: Promise<string> | undefined;

/**
 * The endpoint of an emulator: the one that `STATEFUN_TEST_KINESIS` names, else one that is started once per
 * process and ends with it. Streams are shared with other tests: give each test names of its own (`uniqueName`).
 */
export function sharedEmulator(): Promise<string> {
  const existing = process.env['STATEFUN_TEST_KINESIS'];
  shared ??= existing ? Promise.resolve(existing) : startEmulator().then(({ endpoint }) => endpoint);
  return shared;
}
