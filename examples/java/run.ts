import { basename, join } from 'node:path';
import { runBuiltExample } from '@statefun-ts/example-support';
import type { BuiltExample } from '@statefun-ts/example-support';

/** An example with functions in Java: its folder, its class, and what to try. */
export interface JavaExample extends Pick<BuiltExample, 'directory' | 'tryIt'> {
  readonly mainClass: string;
}

/** Builds an example's functions in Java, and the SDK, and runs them beside the runtime; see `runBuiltExample`. */
export async function runJavaExample({ mainClass, ...example }: JavaExample): Promise<void> {
  const { directory } = example;
  const quick = ['-q', '-B', '-DskipTests', '-Dmaven.javadoc.skip', '-Dmaven.source.skip'];
  const only = ['-f', join(import.meta.dirname, 'pom.xml'), '-pl', basename(directory), '-am'];
  const classPath = [join(directory, 'target/classes'), join(directory, 'target/lib/*')].join(':');
  await runBuiltExample({
    ...example,
    build: ['mvn', ...quick, ...only, 'package'],
    needs: 'a JDK of 17 or later, and Maven',
    program: ['java', '-cp', classPath, mainClass],
  });
}
