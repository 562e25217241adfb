import { globSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { environment, run } from './environment.ts';

const PROJECT = fileURLToPath(new URL('../services/java/', import.meta.url));

/** The class path of the service with the official Java SDK, built by Maven. */
export const officialJava = (): string => {
  const pom = join(PROJECT, 'pom.xml');
  const sources = globSync('src/**/*.java', { cwd: PROJECT })
    .toSorted()
    .map((file) => join(PROJECT, file));
  run('java', ['-version'], 'a JDK, version 17 or later');
  const folder = environment('java-sdk', [pom, ...sources], (made) => {
    run('javac', ['-version'], 'a JDK, version 17 or later');
    run('mvn', ['-q', '-B', '-f', pom, `-Doutput=${made}`, 'package'], 'Maven 3.6 or later');
  });
  return `${folder}/service.jar:${folder}/lib/*`;
};
