import { existsSync, watch } from 'node:fs';
import type { FSWatcher } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';

/** Editors write in several steps: changes this close together are one. */
const SETTLE_MS = 100;

/** A watch over files. */
export interface Watch {
  /** Rejects with the first error of a call. */
  readonly failed: Promise<never>;
  /** Ends it, after the call that is under way. */
  close(): Promise<void>;
}

/**
 * Calls `changed` after a file was changed, replaced or made, one call at a time; changes during a call lead to
 * one more. Which files is asked anew after each call. It watches directories, since editors replace files.
 */
export function watchFiles(files: () => readonly string[], changed: () => Promise<void>): Watch {
  const failed = Promise.withResolvers<never>();
  let timer: NodeJS.Timeout | undefined;
  let work = Promise.resolve();
  let isClosed = false;
  const settle = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      work = work.then(changed).then(renew, (error: unknown) => {
        failed.reject(error);
      });
    }, SETTLE_MS);
  };
  let watchers = watchersOf(files(), settle);
  const renew = (): void => {
    if (isClosed) return;
    const former = watchers;
    watchers = watchersOf(files(), settle);
    for (const watcher of former) watcher.close();
  };
  return {
    failed: failed.promise,
    close: async () => {
      isClosed = true;
      for (const watcher of watchers) watcher.close();
      clearTimeout(timer);
      await work;
    },
  };
}

function watchersOf(files: readonly string[], settle: () => void): FSWatcher[] {
  const directories = Map.groupBy(
    files.map((file) => resolve(file)).filter((file) => existsSync(dirname(file))),
    dirname,
  );
  return [...directories].map(([directory, paths]) => {
    const names = new Set(paths.map((path) => basename(path)));
    return watch(directory, (_event, name) => {
      if (name === null || names.has(name)) settle();
    });
  });
}
