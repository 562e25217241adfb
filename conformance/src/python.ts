import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { environment, run } from './environment.ts';

const REQUIREMENTS = fileURLToPath(new URL('../services/python/requirements.txt', import.meta.url));

/** The Python of a virtual environment with the official SDK, which wants an old protobuf. */
export const officialPython = (): string => {
  const folder = environment('python-sdk', [REQUIREMENTS], (made) => {
    run('python3', ['-m', 'venv', made], 'Python 3.8 or later, with its venv module');
    const install = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', REQUIREMENTS];
    run(join(made, 'bin/python'), install, 'a Python package registry');
  });
  return join(folder, 'bin/python');
};
