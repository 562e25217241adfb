import { globSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { environment, run } from './environment.ts';

const SERVICE = fileURLToPath(new URL('../services/go/', import.meta.url));
const SDK = fileURLToPath(new URL('../../sdk-go/', import.meta.url));

/** The service with our Go SDK, built from the sources of both. */
export const ourGo = (): string => {
  const sources = [SERVICE, SDK].flatMap((folder) =>
    globSync(['**/*.go', 'go.mod', 'go.sum'], { cwd: folder })
      .filter((file) => !file.endsWith('_test.go'))
      .toSorted()
      .map((file) => join(folder, file)),
  );
  const folder = environment('go-sdk', sources, (made) => {
    const output = join(made, 'service');
    run('go', ['-C', SERVICE, 'build', '-buildvcs=false', '-o', output, '.'], 'Go 1.23 or later');
  });
  return join(folder, 'service');
};
