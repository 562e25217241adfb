import { moduleJsonSchema } from '@statefun-ts/module';
import { EXIT } from '../exit-codes.ts';
import type { ExitCode } from '../exit-codes.ts';
import { loadRegistry } from '../load-module.ts';
import { printData } from '../output.ts';

/** `statefun module schema`: the JSON Schema of a module file's documents, for editors. */
export async function printModuleSchema(extension: readonly string[]): Promise<ExitCode> {
  const { registry } = await loadRegistry({ extension });
  printData(JSON.stringify(moduleJsonSchema(registry.kinds), null, 2));
  return EXIT.ok;
}
