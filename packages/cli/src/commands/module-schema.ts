import { moduleJsonSchema } from '@statefun-ts/module';
import { EXIT } from '../exit-codes.ts';
import type { ExitCode } from '../exit-codes.ts';
import { printData } from '../output.ts';

/** `statefun module schema`: the JSON Schema of a module file's documents, for editors. */
export function printModuleSchema(): ExitCode {
  printData(JSON.stringify(moduleJsonSchema(), null, 2));
  return EXIT.ok;
}
