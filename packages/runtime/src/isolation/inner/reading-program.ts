// Reads a module in the kinds of extensions, in a thread of its own, for the thread that started it.
import type { LoadedExtension, Registry } from '@statefun-ts/extension/host';
import { loadExtensions } from '@statefun-ts/extension/host';
import type { Component, Module, ModuleFile, Problem } from '@statefun-ts/module';
import { moduleJsonSchema, parseModule } from '@statefun-ts/module';
import { StatefunError } from '@statefun-ts/protocol';
import { requirePlainData } from '../plain-data.ts';
import type { ReadModule, ReadingAnswer, ReadingData } from '../../reading.ts';
import { LOADING, VARIABLES } from '../../reading.ts';
import { createRegistry } from '../../registry.ts';
import { beat, takeData } from '../watched-thread.ts';

const { sources, wanted, shared, heartbeat, answer: port } = takeData<ReadingData>();
beat(heartbeat);

// What an extension does not catch here it does not catch where it is to run, and is logged there.
process.on('uncaughtException', () => undefined);
process.on('unhandledRejection', () => undefined);

const say = (answer: ReadingAnswer): void => port.postMessage(answer, []);

/** The kinds that there are, and why some of what is wanted is not there. */
async function load(): Promise<{ readonly registry: Registry; readonly problems: Problem[] }> {
  const { extensions, failures } = await loadExtensions(wanted, {
    onLoad: (location) => Atomics.store(shared, LOADING, wanted.indexOf(location) + 1),
  });
  Atomics.store(shared, LOADING, 0);
  const problems = failures.map(({ location, error }) => problemAt(location.component, error));
  return { problems, ...registryOf(extensions, problems) };
}

function registryOf(
  extensions: readonly LoadedExtension[],
  problems: Problem[],
): { readonly registry: Registry } {
  try {
    return { registry: createRegistry({}, extensions) };
  } catch (error) {
    problems.push(problemAt(wanted.at(-1)?.component, error));
    return { registry: createRegistry() };
  }
}

/** What went wrong, at the component that wants it; nobody's but ours is thrown on. */
function problemAt(component: Component | undefined, error: unknown): Problem {
  if (component === undefined || !(error instanceof StatefunError)) throw error;
  const { code, message } = error;
  return { severity: 'error', code, message, origin: component.origin };
}

async function read(files: readonly ModuleFile[]): Promise<ReadModule> {
  const { registry, problems } = await load();
  const parsed = parseModule(files, VARIABLES, registry.kinds);
  problems.push(...parsed.problems, ...(parsed.module === undefined ? [] : unsendable(parsed.module)));
  const { extensions } = registry;
  const isRight = problems.every(({ severity }) => severity !== 'error');
  return { problems, extensions, ...(isRight && parsed.module && { module: parsed.module }) };
}

/** Components that can't go to other threads, as they have to. */
const unsendable = ({ components }: Module): Problem[] =>
  components.flatMap((component) => {
    try {
      requirePlainData('This component', component);
      return [];
    } catch (error) {
      return [problemAt(component, error)];
    }
  });

try {
  if (sources === undefined) say({ schema: moduleJsonSchema((await load()).registry.kinds) });
  else say({ read: await read(sources) });
} catch (error) {
  if (!(error instanceof StatefunError)) throw error;
  say({ fault: { code: error.code, message: error.message } });
}
