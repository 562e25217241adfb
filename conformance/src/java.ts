import { globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { environment, run } from './environment.ts';

const PROJECT = fileURLToPath(new URL('../services/java/', import.meta.url));
const SERVICE = join(PROJECT, 'src/main/java');
/** What is another file with our SDK: how its server is started, since the official SDK has none. */
const OURS = join(PROJECT, 'ours');
const OUR_SDK = fileURLToPath(new URL('../../sdk-java/core/src/main/java/', import.meta.url));

const OFFICIAL_PREFIX = 'org.apache.flink.statefun.sdk.java';
const OUR_PREFIX = 'dev.statefun.sdk.java';
const OFFICIAL_JAR = 'statefun-sdk-java-*.jar';

const filesOf = (folder: string): string[] => globSync('**/*.java', { cwd: folder }).toSorted();

const sourcesOf = (folder: string): string[] => filesOf(folder).map((file) => join(folder, file));

/** Where the service with the official Java SDK is, built by Maven: `service.jar`, and in `lib` what it needs. */
const officialFolder = (): string => {
  const pom = join(PROJECT, 'pom.xml');
  run('java', ['-version'], 'a JDK, version 17 or later');
  return environment('java-sdk', [pom, ...sourcesOf(SERVICE)], (made) => {
    run('javac', ['-version'], 'a JDK, version 17 or later');
    run('mvn', ['-q', '-B', '-f', pom, `-Doutput=${made}`, 'package'], 'Maven 3.6 or later');
  });
};

/** The class path of the service with the official Java SDK. */
export const officialJava = (): string => {
  const folder = officialFolder();
  return `${folder}/service.jar:${folder}/lib/*`;
};

/** The class path of the same service with our Java SDK: nothing but the prefix of its imports, and its server, is another. */
export const ourJava = (): string => {
  const cwd = join(officialFolder(), 'lib');
  const libraries = globSync('*.jar', { cwd, exclude: [OFFICIAL_JAR] }).map((jar) => join(cwd, jar));
  const folder = environment('our-java-sdk', [...sourcesOf(PROJECT), ...sourcesOf(OUR_SDK)], (made) => {
    const theirs = filesOf(SERVICE).filter((file) => !filesOf(OURS).includes(file));
    const service = [...theirs.map((file) => withOurPrefix(file, join(made, 'src'))), ...sourcesOf(OURS)];
    compile(sourcesOf(OUR_SDK), join(made, 'sdk'), []);
    compile(service, join(made, 'service'), [join(made, 'sdk'), ...libraries]);
  });
  return [join(folder, 'service'), join(folder, 'sdk'), ...libraries].join(':');
};

/** A copy of a file of the service; where it is. */
const withOurPrefix = (file: string, folder: string): string => {
  const copy = join(folder, file);
  mkdirSync(dirname(copy), { recursive: true });
  writeFileSync(copy, readFileSync(join(SERVICE, file), 'utf8').replaceAll(OFFICIAL_PREFIX, OUR_PREFIX));
  return copy;
};

const compile = (sources: readonly string[], output: string, classPath: readonly string[]): void => {
  const options = ['--release', '17', '-d', output, '-proc:none', '-cp', classPath.join(':')];
  run('javac', [...options, ...sources], 'a JDK, version 17 or later');
};
