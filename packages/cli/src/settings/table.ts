import type { Parse } from './parse.ts';
import {
  durationMs,
  identifier,
  list,
  listOrOff,
  oneOf,
  text,
  textOrOff,
  typenamesOrOff,
  wholeNumber,
  wholeNumberOrAuto,
} from './parse.ts';

/** The values of all settings. */
export interface Settings {
  readonly module: readonly string[];
  readonly modulesDir: string | undefined;
  readonly extension: readonly string[];
  readonly data: string;
  readonly name: string;
  readonly host: string;
  readonly adminPort: number;
  readonly adminHost: string;
  readonly shards: number | undefined;
  readonly callsInFlight: number;
  readonly drainTimeout: number;
  readonly kafkaMarkAhead: 'refuse' | 'resend' | 'skip';
  readonly deadLetterEgress: readonly string[];
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error';
  readonly logFormat: 'auto' | 'pretty' | 'json';
}

/** One setting. Its flag is `--<name>`, its key in files and for `--set` is `<name>`. */
export interface Setting<K extends keyof Settings = keyof Settings> {
  readonly key: K;
  readonly name: string;
  readonly env: string;
  /** What stands for its value in `--help`. */
  readonly placeholder: string;
  /** As one would write it. */
  readonly defaultText: string;
  readonly meaning: string;
  readonly parse: Parse<Settings[K]>;
  /** The flag may be given several times. */
  readonly repeatable?: boolean;
}

/** Fixes the key's type, so that `parse` and the key agree. */
const setting = <K extends keyof Settings>(definition: Omit<Setting<K>, 'env'>): Setting => ({
  ...definition,
  env: `STATEFUN_${definition.name.replaceAll('-', '_').toUpperCase()}`,
});

/**
 * The one table of settings: the flags, the environment, the configuration file, the documentation and what is
 * printed at start come from it.
 */
export const SETTINGS: readonly Setting[] = [
  setting({
    key: 'module',
    name: 'module',
    placeholder: 'FILE',
    defaultText: './module.yaml',
    meaning: 'The module file; several of them make one application.',
    parse: list,
    repeatable: true,
  }),
  setting({
    key: 'modulesDir',
    name: 'modules-dir',
    placeholder: 'DIR',
    defaultText: 'off',
    meaning:
      'Each `module.yaml` of a directory in DIR, as in the image of the original; `module` is then only what is given.',
    parse: textOrOff,
  }),
  setting({
    key: 'extension',
    name: 'extension',
    placeholder: 'PACKAGE_OR_FILE',
    defaultText: 'off',
    meaning:
      'An extension: transports and kinds of components of your own, from a package or a JavaScript or TypeScript file.',
    parse: listOrOff,
    repeatable: true,
  }),
  setting({
    key: 'data',
    name: 'data',
    placeholder: 'DIR',
    defaultText: './.statefun',
    meaning: 'Where the store is; made when it is not there.',
    parse: text,
  }),
  setting({
    key: 'name',
    name: 'name',
    placeholder: 'NAME',
    defaultText: 'statefun',
    meaning:
      'The name of the application. Kafka client, group and transactional ids derive from it: give each application its own, and keep it.',
    parse: identifier,
  }),
  setting({
    key: 'host',
    name: 'host',
    placeholder: 'HOST',
    defaultText: '127.0.0.1',
    meaning: 'Where playground ingresses and egresses listen that have no `host` of their own.',
    parse: text,
  }),
  setting({
    key: 'adminPort',
    name: 'admin-port',
    placeholder: 'PORT',
    defaultText: '8092',
    meaning: 'The port of the admin API; 0 lets the system choose.',
    parse: wholeNumber(0, 65_535),
  }),
  setting({
    key: 'adminHost',
    name: 'admin-host',
    placeholder: 'HOST',
    defaultText: '127.0.0.1',
    meaning: 'Where the admin API listens. It asks nobody who they are: open it to trusted networks only.',
    parse: text,
  }),
  setting({
    key: 'shards',
    name: 'shards',
    placeholder: 'N',
    defaultText: 'auto',
    meaning:
      'Threads that addresses are spread over, from 1 to 8; the store is spread anew when it was for another number. auto: what the store is for; for a new one, a thread for each core.',
    parse: wholeNumberOrAuto(1, 8),
  }),
  setting({
    key: 'callsInFlight',
    name: 'calls-in-flight',
    placeholder: 'N',
    defaultText: '1024',
    meaning: 'Calls to function services that may be under way at once, for each endpoint.',
    parse: wholeNumber(1, 1_000_000),
  }),
  setting({
    key: 'drainTimeout',
    name: 'drain-timeout',
    placeholder: 'DURATION',
    defaultText: '10s',
    meaning:
      'How long a stop waits for calls under way. Calls that are cut off are made again at the next start.',
    parse: durationMs,
  }),
  setting({
    key: 'kafkaMarkAhead',
    name: 'kafka-mark-ahead',
    placeholder: 'CHOICE',
    defaultText: 'refuse',
    meaning:
      'After `STATEFUN_KAFKA_MARK_AHEAD`, for one start: `resend` what waits in the store, some of it perhaps twice, or `skip` what Kafka says is out, perhaps with records that are not.',
    parse: oneOf('refuse', 'resend', 'skip'),
  }),
  setting({
    key: 'deadLetterEgress',
    name: 'dead-letter-egress',
    placeholder: 'NS/NAME',
    defaultText: 'off',
    meaning: 'An egress that left the module while records waited for it: they become dead letters.',
    parse: typenamesOrOff,
    repeatable: true,
  }),
  setting({
    key: 'logLevel',
    name: 'log-level',
    placeholder: 'LEVEL',
    defaultText: 'info',
    meaning: 'The least severe messages to log: debug, info, warn or error.',
    parse: oneOf('debug', 'info', 'warn', 'error'),
  }),
  setting({
    key: 'logFormat',
    name: 'log-format',
    placeholder: 'FORMAT',
    defaultText: 'auto',
    meaning: 'How to log: pretty, json, or auto, which is pretty on a terminal and json elsewhere.',
    parse: oneOf('auto', 'pretty', 'json'),
  }),
];
