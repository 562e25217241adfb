import { readSchema } from '@statefun-ts/runtime/reading';
import { EXIT } from '../exit-codes.ts';
import type { ExitCode } from '../exit-codes.ts';
import { wantedOf } from '../load-module.ts';
import { printData } from '../output.ts';

/** `statefun module schema`: the JSON Schema of a module file's documents, for editors. */
export async function printModuleSchema(extension: readonly string[]): Promise<ExitCode> {
  printData(JSON.stringify(await readSchema(wantedOf(extension)), null, 2));
  return EXIT.ok;
}
