import { fileURLToPath } from 'node:url';
import type { Settings } from './table.ts';

/** What a key of the original's flink-conf.yaml means here. */
export type OriginalKey =
  | { readonly kind: 'setting'; readonly key: keyof Settings; readonly value: string }
  /** Taken without a word: nothing reads it, as in the original with remote modules only. */
  | { readonly kind: 'accepted' }
  | { readonly kind: 'meaningless'; readonly why: string };

const GLOBAL_CONFIG = 'statefun.module.global-config.';

/** Keys that mean nothing here, and why. */
const MEANINGLESS: Readonly<Record<string, string>> = {
  'statefun.message.serializer': 'messages are always bytes here',
  'statefun.message.custom-payload-serializer-class': 'there is no JVM here',
  'statefun.feedback.memory.size': 'waiting messages have a budget of their own here',
  'statefun.embedded': 'there are no embedded modules here',
};

/** Reads a key with a dot in it: those are the original's and Flink's. Our own settings have none. */
export function readOriginalKey(key: string, value: string): OriginalKey {
  switch (key) {
    case 'statefun.flink-job-name':
      // The original's default is 'StatefulFunctions', but any text is allowed there.
      return { kind: 'setting', key: 'name', value: value.trim().replaceAll(/[^\w.-]+/g, '-') };
    case 'statefun.async.max-per-task':
      return { kind: 'setting', key: 'callsInFlight', value };
    case 'statefun.remote.module-name':
      return readModuleName(value.trim());
    default:
      if (key.startsWith(GLOBAL_CONFIG)) return { kind: 'accepted' };
      return {
        kind: 'meaningless',
        why:
          MEANINGLESS[key] ??
          (key.startsWith('statefun.') ? 'the original has no such key, either' : 'there is no Flink here'),
      };
  }
}

/** A path or a `file:` URL. The original's default is `classpath:module.yaml`: all that its image has. */
function readModuleName(value: string): OriginalKey {
  if (value.startsWith('classpath:')) {
    const why = 'there is no classpath here; name a file, or the directory of the modules with modules-dir';
    return { kind: 'meaningless', why };
  }
  const url = value.startsWith('file:') ? URL.parse(value) : null;
  if (url === null) return { kind: 'setting', key: 'module', value };
  try {
    return { kind: 'setting', key: 'module', value: fileURLToPath(url) };
  } catch {
    return { kind: 'meaningless', why: 'its URL is of no file of this machine' };
  }
}
