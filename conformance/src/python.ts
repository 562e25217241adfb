import { globSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { environment, run } from './environment.ts';

const path = (name: string): string => fileURLToPath(new URL(`../${name}`, import.meta.url));

const REQUIREMENTS = path('services/python/requirements.txt');
const OUR_REQUIREMENTS = path('services/python/requirements-ours.txt');
const OUR_SDK = path('../sdk-python');

/** The Python of a virtual environment with the official SDK, which wants an old protobuf. */
export const officialPython = (): string =>
  pythonWith('3.8', 'python-sdk', [REQUIREMENTS], ['-r', REQUIREMENTS]);

/** The Python of a virtual environment with our SDK, and a protobuf of today. */
export const ourPython = (): string => {
  const sources = globSync('src/**/*.py', { cwd: OUR_SDK }).toSorted();
  const inputs = [OUR_REQUIREMENTS, ...['pyproject.toml', ...sources].map((file) => join(OUR_SDK, file))];
  return pythonWith('3.10', 'our-python-sdk', inputs, ['-r', OUR_REQUIREMENTS, OUR_SDK]);
};

/** The Python of a virtual environment with what `pip install` is told. */
const pythonWith = (
  version: string,
  name: string,
  inputs: readonly string[],
  packages: readonly string[],
): string => {
  const folder = environment(name, inputs, (made) => {
    run('python3', ['-m', 'venv', made], `Python ${version} or later, with its venv module`);
    const install = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...packages];
    run(join(made, 'bin/python'), install, 'a Python package registry');
  });
  return join(folder, 'bin/python');
};
