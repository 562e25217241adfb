import { fileURLToPath } from 'node:url';

import { ourGo } from './go.ts';
import { officialJava, ourJava } from './java.ts';
import type { Service } from './processes.ts';
import { startService } from './processes.ts';
import { officialPython, ourPython } from './python.ts';

/**
 * Which functions and states a service has: `first`, then with the type of a state changed, then with a state less,
 * a state more and a function more.
 */
export type Variant = 'first' | 'changed' | 'next';

/** An SDK, and the service that is written with it. */
export interface Sdk {
  readonly name: string;
  /** The namespace of its functions. */
  readonly namespace: string;
  /** What a number without a type becomes as the value of a Kafka record; the SDKs differ. */
  readonly untypedKafkaNumbers: 'none' | 'int32' | 'int32 and float64';
  /**
   * Starts the service on a port of 127.0.0.1, with functions in its own namespace unless told; makes its environment
   * when there is none yet.
   */
  start(port: number, variant: Variant, namespace?: string): Promise<Service>;
}

const file = (path: string): string => fileURLToPath(new URL(`../services/${path}`, import.meta.url));

/** Prepares the environment once, and starts services in it. */
const sdk = (
  name: string,
  untypedKafkaNumbers: Sdk['untypedKafkaNumbers'],
  program: () => readonly [command: string, ...args: string[]],
): Sdk => {
  const namespace = name.toLowerCase();
  let prepared: ReturnType<typeof program> | undefined;
  return {
    name,
    namespace,
    untypedKafkaNumbers,
    start: (port, variant, served = namespace) => {
      prepared ??= program();
      const [command, ...args] = prepared;
      return startService(command, [...args, served, String(port), variant], /"port"/);
    },
  };
};

// A quick start counts more than speed later; and the JDK's server waits 40 ms for each reply without `nodelay`.
const JAVA = ['-Xshare:auto', '-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', '-Xmx640m'];
const NODELAY = '-Dsun.net.httpserver.nodelay=true';

const javaService = (classPath: string): readonly [string, ...string[]] => [
  'java',
  ...JAVA,
  NODELAY,
  '-cp',
  classPath,
  'dev.statefun.conformance.Main',
];

/** The SDKs that the original project publishes, at 3.3.0. Its Go module is on no proxy. */
export const OFFICIAL_SDKS: readonly Sdk[] = [
  sdk('Java', 'none', () => javaService(officialJava())),
  sdk('Python', 'int32 and float64', () => [officialPython(), file('python/service.py')]),
  sdk('JavaScript', 'int32', () => [process.execPath, file('javascript/service.cjs')]),
];

/**
 * Our own SDKs, each behind the very service of the official one of its language, with no more than its import changed. The
 * official Go SDK is on no proxy, so that Go has a service of its own.
 */
export const OUR_SDKS: readonly Sdk[] = [
  sdk('OurGo', 'int32 and float64', () => [ourGo()]),
  sdk('OurJava', 'none', () => javaService(ourJava())),
  sdk('OurPython', 'int32 and float64', () => [ourPython(), file('python/service.py')]),
  sdk('OurJavaScript', 'int32', () => [
    process.execPath,
    '--conditions=ours',
    file('javascript/service.cjs'),
  ]),
];
