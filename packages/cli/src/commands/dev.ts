import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Component, ModuleEndpointComponent } from '@statefun-ts/module';
import { StatefunError } from '@statefun-ts/protocol';
import { Application } from '../application.ts';
import { EXIT } from '../exit-codes.ts';
import type { ExitCode } from '../exit-codes.ts';
import type { Resolved } from '../settings/resolve.ts';
import type { Program } from '../load-module.ts';
import { findModuleFiles } from '../module-files.ts';
import { stopSignal } from '../stop-signal.ts';
import { watchFiles } from '../watch-files.ts';

/**
 * `statefun dev`: runs, and starts anew with each change of a module file, of functions in this process, or of an extension. What is wrong,
 * or can't start, is reported, and what ran before goes on.
 */
export function dev(resolved: Resolved): Promise<ExitCode> {
  return Application.with(resolved, async (application) => {
    const { logger } = application;
    const signalled = stopSignal(logger);
    const program = await application.loadModule();
    if (program === undefined) return EXIT.module;
    const { files } = await findModuleFiles(resolved.settings);
    // Watched while it starts, too: a change that comes then follows the start.
    const started = Promise.withResolvers<boolean>();
    let running = program;
    const watch = watchFiles(
      () => [...files, ...programsOf(running)],
      async () => {
        if (await started.promise) running = await restart(application, running);
      },
    );
    try {
      await application.start(program, { startedAtMs: 0 });
      started.resolve(true);
      await Promise.race([signalled, watch.failed]);
    } finally {
      started.resolve(false);
      await watch.close();
      await application.stop();
    }
    logger.info('stopped');
    return EXIT.ok;
  });
}

/** Those that run in this process, functions and extensions, with what they may import. */
function programsOf({ module, extensions }: Program): string[] {
  const functions = module.components.filter(isModuleEndpoint).map((endpoint) => endpoint.module);
  const files = extensions.map(({ url }) => fileURLToPath(url));
  return [...functions, ...files].flatMap(programsBeside);
}

const PROGRAM = /\.(?:[cm]?[jt]s|json)$/;

/** A program and those beside it, which it may import. It need not be there. */
function programsBeside(file: string): string[] {
  const folder = dirname(file);
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => PROGRAM.test(name)) : [];
  return [file, ...names.map((name) => join(folder, name))];
}

const isModuleEndpoint = (component: Component): component is ModuleEndpointComponent =>
  component.kind === 'io.statefun.endpoints.v1/module';

/** Starts the changed module, if it is one; resolves to the module that runs then. */
async function restart(application: Application, running: Program): Promise<Program> {
  const { logger } = application;
  const changed = await application.loadModule().catch((error: unknown) => {
    if (!(error instanceof StatefunError)) throw error;
    logger.error({ code: error.code }, error.message);
    return undefined;
  });
  if (changed === undefined) {
    logger.error('the changed module is wrong: what ran before goes on');
    return running;
  }
  const startedAtMs = performance.now();
  logger.info('the module changed: starting anew');
  await application.stop();
  try {
    await application.start(changed, { startedAtMs });
    return changed;
  } catch (error) {
    logger.error(`the changed module can't start: ${(error as Error).message} What ran before goes on`);
  }
  try {
    await application.start(running, { startedAtMs });
  } catch (error) {
    // The programs of an extension are on the disk as they are now.
    logger.error(`that can't start either: ${(error as Error).message} Change it once more`);
  }
  return running;
}
