import { EXIT } from '../exit-codes.ts';
import type { ExitCode } from '../exit-codes.ts';
import { printData } from '../output.ts';
import { VERSION } from '../version.ts';

/** `statefun version`. */
export function version(): ExitCode {
  printData(`statefun ${VERSION} (Node ${process.versions.node}, ${process.platform} ${process.arch})`);
  return EXIT.ok;
}
